import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_COLLECTOR, perSignal } from './collector.ts';

const BY = [...BY_COLLECTOR, 'otel_signal'];

export const collectorRefuses: AlertSource = {
  name: 'CollectorRefuses',
  area: 'telemetry',
  severity: 'ticket',
  per: 'platform',
  for: '10m',
  labels: BY,
  summary:
    '{{ $labels.service_name }} refuses {{ $value | humanizePercentage }} of the {{ $labels.otel_signal }}',
  description:
    '{{ $labels.service_name }} refuses {{ $value | humanizePercentage }} of the {{ $labels.otel_signal }} that come, for want of memory or room in its queues. Services send them again for a while, then drop them.',
  dashboard: 'telemetry',
  thresholds: ['collectorLossShare'],
  runbook: {
    meaning: 'The memory limiter, or a full queue behind, sends data back to those who sent them.',
    impact:
      'Services retry, which costs them memory, then drop: graphs have gaps, rates are too low, traces are torn.',
    diagnosis: [
      {
        step: 'See whether a queue is full: then the store behind it is the cause.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_COLLECTOR, 'exporter')}) (${q.metric('otelcol_exporter_queue_size')}{${scope.selector}} / ${q.metric('otelcol_exporter_queue_capacity')}{${scope.selector}})`,
      },
      {
        step: 'See how much memory it takes: the limiter steps in at 80 % of its limit.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_COLLECTOR)}) (${q.metric('otelcol_process_memory_rss_bytes')}{${scope.selector}})`,
      },
      {
        step: 'See what services had to drop.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.telemetry.signal', 'fluxora.telemetry.cause')}) (rate(${q.metric('fluxora.telemetry.dropped')}{${scope.selector}}[5m]))`,
      },
    ],
    mitigation: [
      'A store is away: see the alert on the queue.',
      'Traces fill its memory: lower `COLLECTOR_TRACES_IN_MEMORY` or the decision wait, or add gateways.',
      'More services than before: give it more memory, or replicas in mode "gateway".',
    ],
    escalation: 'Platform owners in working hours; at once above a tenth.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const refused = rates(context, 'refused');
    const accepted = rates(context, 'accepted');
    return `${refused}
/ (${refused} + ${accepted} > 0)
> ${limit(context, 'collectorLossShare')}`;
  },
  tests: (context) => {
    const receiver = {
      'service.name': 'otel-collector',
      receiver: 'otlp',
      transport: 'http',
    };
    const counter = (what: string, values: string) =>
      series(context, `otelcol_receiver_${what}_spans_total`, receiver, values);
    const alert = {
      ...labelsOf(context, { 'service.name': 'otel-collector' }),
      otel_signal: 'traces',
    };
    return [
      {
        name: 'fires when one span in ten is refused, for its signal alone',
        input: [
          counter('accepted', '0+900x40'),
          counter('refused', '0x10 0+100x30'),
          series(context, 'otelcol_receiver_accepted_log_records_total', receiver, '0+10x40'),
          series(context, 'otelcol_receiver_refused_log_records_total', receiver, '0x40'),
        ],
        alerts: [
          { at: '12m', firing: [] },
          { at: '30m', firing: [alert] },
        ],
      },
      {
        name: 'is silent where nothing comes',
        input: [counter('accepted', '5x40'), counter('refused', '0x40')],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};

function rates({ q, scope }: AlertContext, what: string): string {
  const perPiece = perSignal(
    q,
    scope.selector,
    '5m',
    (pieces) => `otelcol_receiver_${what}_${pieces}_total`,
  );
  return `sum by (${q.labels(...BY)}) (${perPiece})`;
}
