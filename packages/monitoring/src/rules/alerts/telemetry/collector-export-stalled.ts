import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_COLLECTOR, perSignal } from './collector.ts';

const BY = [...BY_COLLECTOR, 'exporter'];
const SIZE = 'otelcol_exporter_queue_size';

export const collectorExportStalled: AlertSource = {
  name: 'CollectorExportStalled',
  area: 'telemetry',
  severity: 'ticket',
  per: 'platform',
  for: '5m',
  labels: BY,
  summary: '{{ $labels.exporter }} sends nothing, and {{ $value | humanize }} items wait',
  description:
    'Exporter {{ $labels.exporter }} of {{ $labels.service_name }} has sent nothing for ten minutes, while {{ $value | humanize }} items wait in its queue: the store is away.',
  dashboard: 'telemetry',
  inhibits: [{ alert: 'CollectorQueueNearlyFull', equal: BY }],
  runbook: {
    meaning:
      'Every attempt fails in a way that may pass: no connection, 429, 503. The queue on the disk holds what comes, for hours or days, by how much there is.',
    impact:
      'Nothing of what this exporter carries is seen: no new traces, or no records, or no metrics. It comes later, if the store is back before the queue is full.',
    diagnosis: [
      {
        step: 'See how fast the queue grows.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY)}) (${q.metric(SIZE)}{${scope.selector}})`,
      },
      { step: 'See whether the store is there.', query: () => 'up' },
      {
        step: 'Read the Collector’s log for the exporter: "Will retry the request after interval" carries the reason.',
      },
    ],
    mitigation: [
      'Start the store; make room on its disk.',
      'Its address changed: correct it in the environment of the Collector.',
      'It answers 429: raise its limits of ingestion.',
    ],
    escalation: 'Platform owners in working hours; at once for metrics.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) => {
    const by = q.labels(...BY);
    const sent = perSignal(
      q,
      scope.selector,
      '10m',
      (pieces) => `otelcol_exporter_sent_${pieces}_total`,
    );
    return `max by (${by}) (min_over_time(${q.metric(SIZE)}{${scope.selector}}[10m])) > 0
unless on (${by})
  sum by (${by}) (${sent}) > 0`;
  },
  tests: (context) => {
    const exporter = { 'service.name': 'otel-collector', exporter: 'otlp_grpc/tempo' };
    const size = (values: string) =>
      series(context, SIZE, { ...exporter, data_type: 'traces' }, values);
    const sent = (values: string) =>
      series(context, 'otelcol_exporter_sent_spans_total', exporter, values);
    return [
      {
        name: 'fires when the queue is never empty and nothing leaves it',
        input: [size('0x10 10+10x40'), sent('0+100x10 1000x40')],
        alerts: [
          { at: '18m', firing: [] },
          { at: '40m', firing: [labelsOf(context, exporter)] },
        ],
      },
      {
        name: 'is silent while a long queue empties',
        input: [size('1000x10 900-10x40'), sent('0+100x60')],
        alerts: [{ at: '40m', firing: [] }],
      },
      {
        name: 'is silent where there is nothing to send',
        input: [size('0x60'), sent('1000x60')],
        alerts: [{ at: '40m', firing: [] }],
      },
    ];
  },
};
