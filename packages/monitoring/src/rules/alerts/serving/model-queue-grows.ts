import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const modelQueueGrows: AlertSource = {
  name: 'ModelQueueGrows',
  area: 'serving',
  severity: 'ticket',
  needs: 'serving',
  for: '10m',
  labels: [...BY_SERVICE, 'fluxora.model.name'],
  summary:
    'Model {{ $labels.fluxora_model_name }}: an inference waits {{ $value | humanizeDuration }} before it begins',
  description:
    'One inference in twenty of model {{ $labels.fluxora_model_name }} in {{ $labels.service_name }} has waited at least {{ $value | humanizeDuration }} for its turn, for ten minutes now.',
  dashboard: 'serving',
  thresholds: ['modelQueueDuration'],
  runbook: {
    meaning: 'Inferences are asked for faster than the model answers; they queue before it.',
    impact:
      'Answers take as much longer, and callers that give up have still cost their inference.',
    diagnosis: [
      {
        step: 'See how many are under way.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name')}) (${q.metric('fluxora.model.active.count')}{${scope.selector}})`,
      },
      {
        step: 'See whether more are asked for, or each takes longer.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name')}) (rate(${q.metric('fluxora.model.inferences')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See how long the model itself takes.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.model.name')}, le) (rate(${q.metric('fluxora.model.inference.duration', 'bucket')}{${scope.selector}}[5m])))`,
      },
    ],
    mitigation: [
      'Start more processes, or give the model server more workers.',
      'Put requests together into batches, when each is small.',
      'Refuse early (503) above a length of the queue, so that callers can do something else.',
    ],
    escalation: 'The owners of the model, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `histogram_quantile(0.95, sum by (${q.byService('fluxora.model.name')}, le) (rate(${q.metric('fluxora.model.queue.duration', 'bucket')}{${scope.selector}}[10m]))) > ${limit(context, 'modelQueueDuration')}`;
  },
  tests: (context) => {
    const model = { 'fluxora.model.name': 'load' };
    const waited = (le: string, values: string) =>
      series(context, 'fluxora.model.queue.duration:bucket', { ...model, le }, values);
    return [
      {
        name: 'fires when a tenth waits between one and five seconds',
        input: [
          waited('0.5', '0+100x10 1000+90x40'),
          waited('1', '0+100x10 1000+90x40'),
          waited('5', '0+100x50'),
          waited('+Inf', '0+100x50'),
        ],
        alerts: [
          { at: '15m', firing: [] },
          { at: '40m', firing: [labelsOf(context, model)] },
        ],
      },
      {
        name: 'is silent while nobody waits a second, and when nobody asks',
        input: [waited('1', '0+100x25 2500x25'), waited('+Inf', '0+100x25 2500x25')],
        alerts: [
          { at: '24m', firing: [] },
          { at: '48m', firing: [] },
        ],
      },
    ];
  },
};
