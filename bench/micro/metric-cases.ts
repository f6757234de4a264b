import { metrics } from '@opentelemetry/api';
import { createInstruments, defineCatalog } from '@fluxora/telemetry-core';
import { registerDiscardingSdk } from './discarding-sdk.ts';
import type { MicroCase } from './micro-case.ts';

const catalog = defineCatalog({
  name: 'bench',
  version: '0.0.0',
  attributes: {
    'fluxora.site': { type: 'string', maxValues: 500, description: 'Site.' },
    'fluxora.horizon': { type: 'int', maxValues: 200, description: 'Hours ahead.' },
    'fluxora.outcome': { values: ['ok', 'failed'], description: 'Outcome.' },
  },
  signals: {
    issued: {
      name: 'fluxora.forecast.issued',
      kind: 'counter',
      unit: '{forecast}',
      description: 'Forecasts issued.',
      stability: 'development',
      attributes: {
        'fluxora.site': 'required',
        'fluxora.horizon': 'recommended',
        'fluxora.outcome': 'recommended',
      },
    },
    duration: {
      name: 'fluxora.forecast.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time to build a forecast.',
      stability: 'development',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      attributes: {
        'fluxora.site': 'required',
        'fluxora.horizon': 'recommended',
        'fluxora.outcome': 'recommended',
      },
    },
  },
});

const ours = () => createInstruments(catalog);
const sdkCounter = () => metrics.getMeter('bench').createCounter('bench.issued');
const sdkHistogram = () => metrics.getMeter('bench').createHistogram('bench.duration');
const three = (index: number) =>
  ({
    'fluxora.site': SITES[index & 7] as string,
    'fluxora.horizon': 24,
    'fluxora.outcome': 'ok',
  }) as const;
const SITES = ['berlin', 'paris', 'madrid', 'oslo', 'rome', 'wien', 'bern', 'graz'];
const SECONDS = [0.004, 0.03, 0.2, 0.9];
const seconds = (index: number) => SECONDS[index & 3] as number;

/** What a measurement costs in the calling code, per way of making it. */
export const metricCases: readonly MicroCase[] = [
  {
    id: 'counter, 3 attributes/SDK add',
    setup: () => {
      registerDiscardingSdk();
      const counter = sdkCounter();
      return (index) => counter.add(1, three(index));
    },
  },
  {
    id: 'counter, 3 attributes/ours add',
    setup: () => {
      registerDiscardingSdk();
      const { issued } = ours();
      return (index) => issued.add(1, three(index));
    },
  },
  {
    id: 'counter, 3 attributes/ours bound add',
    setup: () => {
      registerDiscardingSdk();
      const bound = ours().issued.bind(three(0));
      return () => bound.add(1);
    },
  },
  {
    id: 'counter, 3 attributes/API add, no SDK',
    setup: () => {
      const counter = sdkCounter();
      return (index) => counter.add(1, three(index));
    },
  },
  {
    id: 'counter, 3 attributes/ours add, no SDK',
    setup: () => {
      const { issued } = ours();
      return (index) => issued.add(1, three(index));
    },
  },
  {
    id: 'histogram, 3 attributes/SDK record',
    setup: () => {
      registerDiscardingSdk();
      const histogram = sdkHistogram();
      return (index) => histogram.record(seconds(index), three(index));
    },
  },
  {
    id: 'histogram, 3 attributes/ours record',
    setup: () => {
      registerDiscardingSdk();
      const { duration } = ours();
      return (index) => duration.record(seconds(index), three(index));
    },
  },
  {
    id: 'histogram, 3 attributes/ours bound record',
    setup: () => {
      registerDiscardingSdk();
      const bound = ours().duration.bind(three(0));
      return (index) => bound.record(seconds(index));
    },
  },
  {
    id: 'histogram, every call a new value/SDK record',
    setup: () => {
      registerDiscardingSdk();
      const histogram = sdkHistogram();
      return (index) => histogram.record(1, { 'fluxora.site': `site-${index}` });
    },
  },
  {
    id: 'histogram, every call a new value/ours record',
    setup: () => {
      registerDiscardingSdk();
      const { duration } = ours();
      return (index) => duration.record(1, { 'fluxora.site': `site-${index}` });
    },
  },
];
