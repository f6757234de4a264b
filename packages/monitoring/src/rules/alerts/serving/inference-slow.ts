import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const inferenceSlow: AlertSource = {
  name: 'InferenceSlow',
  area: 'serving',
  severity: 'ticket',
  needs: 'serving',
  for: '10m',
  labels: [...BY_SERVICE, 'fluxora.model.name'],
  summary:
    'Model {{ $labels.fluxora_model_name }} is slower than yesterday: 95 % within {{ $value | humanizeDuration }}',
  description:
    '95 of 100 inferences of model {{ $labels.fluxora_model_name }} in {{ $labels.service_name }} end within {{ $value | humanizeDuration }}, a multiple of what it was at this time yesterday.',
  dashboard: 'serving',
  thresholds: ['inferenceSlowness', 'slowInference', 'comparedInferenceRate'],
  runbook: {
    meaning:
      'The model takes far longer than a day ago: more work per call, less CPU, or another version.',
    impact: 'Forecasts come later. Where an SLO on latency burns, that pages.',
    diagnosis: [
      {
        step: 'See whether batches have become larger.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name')}) (rate(${q.metric('fluxora.model.batch.size', 'sum')}{${scope.selector}}[15m])) / sum by (${q.byService('fluxora.model.name')}) (rate(${q.metric('fluxora.model.batch.size', 'count')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See which version answers.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.model.name', 'fluxora.model.version')}, le) (rate(${q.metric('fluxora.model.inference.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See whether the container is at its CPU limit.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (rate(${q.metric('container.cpu.time')}{${scope.selector}}[5m])) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.cpu.limit')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'A new version: serve the one before, or give it more CPU.',
      'Larger batches: cut them.',
      'Throttled: raise the CPU limit, or use fewer threads in the model runtime.',
    ],
    escalation: 'The owners of the model, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService('fluxora.model.name');
    const duration = `histogram_quantile(0.95, sum by (${by}, le) (rate(${q.metric('fluxora.model.inference.duration', 'bucket')}{${scope.selector}}[10m])))`;
    return `${duration} > ${limit(context, 'slowInference')}
and
${duration} > on (${by}) ${limit(context, 'inferenceSlowness')} * service_model:inference_duration_seconds:p95_1h{${scope.selector}} offset 1d
and
sum by (${by}) (rate(${q.metric('fluxora.model.inference.duration', 'count')}{${scope.selector}}[10m])) > ${limit(context, 'comparedInferenceRate')}`;
  },
  tests: (context) => {
    const model = { 'fluxora.model.name': 'load' };
    const inferences = (fast: string, all: string) => [
      series(context, 'fluxora.model.inference.duration:bucket', { ...model, le: '0.05' }, fast),
      series(context, 'fluxora.model.inference.duration:bucket', { ...model, le: '0.5' }, all),
      series(context, 'fluxora.model.inference.duration:bucket', { ...model, le: '+Inf' }, all),
      series(context, 'fluxora.model.inference.duration:count', model, all),
    ];
    const yesterday = (value: number) =>
      recorded(context, 'service_model:inference_duration_seconds:p95_1h', model, `${value}x60`);
    return [
      {
        name: 'fires when it takes ten times as long as yesterday',
        interval: '5m',
        input: [...inferences('0+600x290 174000x40', '0+600x330'), yesterday(0.045)],
        alerts: [
          { at: '24h10m', firing: [] },
          { at: '24h50m', firing: [labelsOf(context, model)] },
        ],
      },
      {
        name: 'is silent about a model that always takes that long, and about one without a yesterday',
        interval: '5m',
        input: [...inferences('0x330', '0+600x330'), yesterday(0.4)],
        alerts: [
          { at: '20h', firing: [] },
          { at: '25h', firing: [] },
        ],
      },
    ];
  },
};
