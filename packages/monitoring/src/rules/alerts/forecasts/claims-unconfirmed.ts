import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { LOAD_1, STREAM } from './stream-labels.ts';

const BY = [...STREAM, 'service.instance.id'] as const;

export const claimsUnconfirmed: AlertSource = {
  name: 'ClaimsUnconfirmed',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '5m',
  labels: [...BY_SERVICE, ...BY],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} scored pairs of {{ $labels.fluxora_model_name }} have not reached the Collector',
  description:
    'For half an hour process {{ $labels.service_instance_id }} of {{ $labels.service_name }} has had at least {{ $value | humanize }} scored pairs whose counters the Collector has not confirmed. After an export there should be nearly none.',
  dashboard: 'forecasts',
  thresholds: ['claimsUnconfirmed'],
  runbook: {
    meaning:
      'Exports of this process do not succeed, or it gets no receipts for them; so it keeps its claim on what it has scored.',
    impact:
      'Accuracy is missing the newest pairs. When the process ends now, others score these pairs again; at the limit it stops scoring.',
    diagnosis: [
      {
        step: 'See whether exports fail.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.telemetry.signal', 'fluxora.telemetry.cause')}) (increase(${q.metric('fluxora.telemetry.dropped')}{${scope.selector}}[30m])) > 0`,
      },
      {
        step: 'See whether it is one process or all: all points to the Collector.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.model.name')}) (${q.metric('fluxora.forecast.claim.unconfirmed')}{${scope.selector}})`,
      },
      {
        step: 'See whether confirming itself fails at the store.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.forecast.store.operation', 'error.type')}) (rate(${q.metric('fluxora.forecast.store.operation.duration', 'count')}{${scope.selector}, ${q.label('error.type')}!=""}[15m]))`,
      },
    ],
    mitigation: [
      'Bring the Collector or the store back; the claims are confirmed by themselves.',
      'One process only: end it; its pairs go to the others after two minutes.',
    ],
    escalation:
      'The owners of the Collector when all processes have it; else the owners of the model, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `min by (${q.byService(...BY)}) (min_over_time(${q.metric('fluxora.forecast.claim.unconfirmed')}{${scope.selector}}[30m])) > ${limit(context, 'claimsUnconfirmed')}`;
  },
  tests: (context) => {
    const metric = 'fluxora.forecast.claim.unconfirmed';
    const { 'fluxora.model.version': _, ...stream } = LOAD_1;
    return [
      {
        name: 'fires when nothing is confirmed for half an hour',
        input: [series(context, metric, LOAD_1, '0x10 2000+100x60')],
        alerts: [
          { at: '35m', firing: [] },
          { at: '50m', firing: [labelsOf(context, { ...stream, 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent while each export confirms, however much is scored',
        input: [series(context, metric, LOAD_1, '9000x10 0 9000x10 0 9000x10 0 9000x20')],
        alerts: [{ at: '45m', firing: [] }],
      },
    ];
  },
};
