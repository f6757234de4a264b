import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_COLLECTOR } from './collector.ts';

const BY = [...BY_COLLECTOR, 'exporter'];
const SIZE = 'otelcol_exporter_queue_size';
const CAPACITY = 'otelcol_exporter_queue_capacity';

export const collectorQueueNearlyFull: AlertSource = {
  name: 'CollectorQueueNearlyFull',
  area: 'telemetry',
  severity: 'ticket',
  per: 'platform',
  for: '5m',
  labels: BY,
  summary: 'Queue {{ $labels.exporter }} of a Collector is {{ $value | humanizePercentage }} full',
  description:
    'The queue of exporter {{ $labels.exporter }} in {{ $labels.service_name }} is {{ $value | humanizePercentage }} full. When it is full, what comes is dropped.',
  dashboard: 'telemetry',
  thresholds: ['collectorQueueShare'],
  runbook: {
    meaning:
      'The store takes less than comes, or nothing. The Collector keeps the rest on its disk, up to a limit.',
    impact:
      'Dashboards and alerts are late by what is queued. At the limit, data are lost for good.',
    diagnosis: [
      {
        step: 'See which exporter, and since when.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY)}) (${q.metric(SIZE)}{${scope.selector}} / ${q.metric(CAPACITY)}{${scope.selector}})`,
      },
      {
        step: 'See whether much more comes than usual.',
        query: ({ q, scope }) =>
          `sum by (${q.labels(...BY_COLLECTOR, 'receiver')}) (rate(${q.metric('otelcol_receiver_accepted_metric_points_total')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'Read the Collector’s log for the exporter: it says what the store answers (429, 503, connection refused).',
      },
    ],
    mitigation: [
      'The store is down: bring it back; the queue empties by itself.',
      'The store takes too little (429): raise its limits of ingestion, or send less.',
      'One service floods: find it by its share of what is accepted, and mend its log level or the values of its attributes.',
      'It takes longer: raise `COLLECTOR_QUEUE_ITEMS` while the disk has room.',
    ],
    escalation: 'Platform owners in working hours; at once when it fills within the hour.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `max by (${q.labels(...BY)}) (
  ${q.metric(SIZE)}{${scope.selector}} / ${q.metric(CAPACITY)}{${scope.selector}}
) > ${limit(context, 'collectorQueueShare')}`;
  },
  tests: (context) => {
    const queue = {
      'service.name': 'otel-collector',
      exporter: 'otlp_http/loki',
      data_type: 'logs',
    };
    const alert = { 'service.name': 'otel-collector', exporter: 'otlp_http/loki' };
    return [
      {
        name: 'fires when a queue is more than seven tenths full',
        input: [
          series(context, SIZE, queue, '0x10 800x30'),
          series(context, CAPACITY, queue, '1000x40'),
        ],
        alerts: [
          { at: '12m', firing: [] },
          { at: '20m', firing: [labelsOf(context, alert)] },
        ],
      },
      {
        name: 'is silent on a burst',
        input: [
          series(context, SIZE, queue, '0x10 900x3 0x20'),
          series(context, CAPACITY, queue, '1000x40'),
        ],
        alerts: [{ at: '16m', firing: [] }],
      },
    ];
  },
};
