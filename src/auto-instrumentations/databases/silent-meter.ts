import type { Meter, MeterProvider } from '@opentelemetry/api';

const instrument = { add() {}, record() {}, addCallback() {}, removeCallback() {} };
const create = (): typeof instrument => instrument;

const meter: Meter = {
  createCounter: create,
  createUpDownCounter: create,
  createGauge: create,
  createHistogram: create,
  createObservableCounter: create,
  createObservableUpDownCounter: create,
  createObservableGauge: create,
  addBatchObservableCallback() {},
  removeBatchObservableCallback() {},
};

/** For instrumentations whose own metrics are not wanted. */
export const silentMeterProvider: MeterProvider = { getMeter: () => meter };
