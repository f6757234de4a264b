import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_COLLECTOR, perSignal } from './collector.ts';

const BY = [...BY_COLLECTOR, 'exporter', 'otel_signal'];

export const collectorExportFails: AlertSource = {
  name: 'CollectorExportFails',
  area: 'telemetry',
  severity: 'ticket',
  per: 'platform',
  for: '5m',
  labels: BY,
  summary:
    '{{ $labels.exporter }} loses {{ $value | humanizePercentage }} of the {{ $labels.otel_signal }}',
  description:
    'Exporter {{ $labels.exporter }} of {{ $labels.service_name }} gave up {{ $value | humanizePercentage }} of the {{ $labels.otel_signal }}: the store rejects them for good, or the queue is full. They are lost.',
  dashboard: 'telemetry',
  thresholds: ['collectorLossShare'],
  runbook: {
    meaning:
      'Not a store that is away (then the queue fills), but one that says no: data too old, too large, malformed, not allowed. Or a queue that has no room.',
    impact: 'What the graph shows is missing for good. Rates and counts are too low.',
    diagnosis: [
      {
        step: 'See which signal, and how much.',
        query: ({ q, scope }) =>
          `sum by (${q.labels(...BY)}) (${perSignal(q, scope.selector, '5m', (pieces) => `otelcol_exporter_send_failed_${pieces}_total`)})`,
      },
      {
        step: 'See whether it is the queue instead.',
        query: ({ q, scope }) =>
          `sum by (${q.labels(...BY)}) (${perSignal(q, scope.selector, '5m', (pieces) => `otelcol_exporter_enqueue_failed_${pieces}_total`)})`,
      },
      {
        step: 'Read the Collector’s log: "Exporting failed. Dropping data." carries the answer of the store.',
      },
    ],
    mitigation: [
      '"out of order", "too old": clocks differ, or a queue was held back too long; raise the store’s window for late samples.',
      '"too many labels", "line too long": find the service, and mend what it records.',
      '401, 403: renew the credentials.',
      'The queue is full: see the alert on it.',
    ],
    escalation: 'Platform owners in working hours; at once for metrics, which alerts stand on.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const lost = `(
  ${rates(context, 'send_failed')}
  + ${rates(context, 'enqueue_failed')}
  or ${rates(context, 'send_failed')}
  or ${rates(context, 'enqueue_failed')}
)`;
    return `${lost}
/ (${lost} + (${rates(context, 'sent')} or ${lost} * 0) > 0)
> ${limit(context, 'collectorLossShare')}`;
  },
  tests: (context) => {
    const exporter = { 'service.name': 'otel-collector', exporter: 'otlp_http/prometheus' };
    const counter = (what: string, values: string) =>
      series(context, `otelcol_exporter_${what}_metric_points_total`, exporter, values);
    const alert = { ...labelsOf(context, exporter), otel_signal: 'metrics' };
    return [
      {
        name: 'fires when the store rejects one point in ten',
        input: [counter('sent', '0+900x40'), counter('send_failed', '0x10 0+100x30')],
        alerts: [
          { at: '12m', firing: [] },
          { at: '25m', firing: [alert] },
        ],
      },
      {
        name: 'fires when nothing goes out any more',
        input: [counter('sent', '0x40'), counter('send_failed', '0x10 0+100x30')],
        alerts: [{ at: '25m', firing: [alert] }],
      },
      {
        name: 'adds what the queue had no room for',
        input: [
          counter('sent', '0+985x40'),
          counter('send_failed', '0+8x40'),
          counter('enqueue_failed', '0+7x40'),
        ],
        alerts: [{ at: '25m', firing: [alert] }],
      },
      {
        name: 'is silent when everything is sent',
        input: [counter('sent', '0+900x40'), counter('send_failed', '0x40')],
        alerts: [{ at: '25m', firing: [] }],
      },
    ];
  },
};

function rates({ q, scope }: AlertContext, what: string): string {
  const perPiece = perSignal(
    q,
    scope.selector,
    '5m',
    (pieces) => `otelcol_exporter_${what}_${pieces}_total`,
  );
  return `sum by (${q.labels(...BY)}) (${perPiece})`;
}
