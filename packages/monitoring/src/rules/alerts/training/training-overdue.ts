import { formatDuration } from '../../duration.ts';
import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const trainingOverdue: AlertSource = {
  name: 'TrainingOverdue',
  area: 'training',
  severity: 'ticket',
  needs: 'training',
  for: '1h',
  labels: [...BY_SERVICE, 'fluxora.model.name'],
  summary:
    'Model {{ $labels.fluxora_model_name }} was last trained {{ $value | humanizeDuration }} ago',
  description:
    'The last training of {{ $labels.fluxora_model_name }} by {{ $labels.service_name }} that ended well was {{ $value | humanizeDuration }} ago, whatever the version.',
  dashboard: 'training',
  thresholds: ['trainingAge'],
  runbook: {
    meaning:
      'No training run ended well for longer than models are meant to be served. It also fires when the job that trains does not run at all.',
    impact:
      'The model knows nothing of the last week: new sites, new capacity, the turn of a season. Its errors grow slowly.',
    diagnosis: [
      {
        step: 'See whether runs were tried, and how they ended.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.training.outcome')}) (increase(${q.metric('fluxora.model.training.runs')}{${scope.selector}}[14d]))`,
      },
      {
        step: 'See whether one has been going on since.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name')}) (${q.metric('fluxora.model.training.active')}{${scope.selector}})`,
      },
      {
        step: 'See whether errors have grown meanwhile.',
        query: ({ monitoring, q }) =>
          `fluxora:forecast_mae:7d{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"}`,
      },
    ],
    mitigation: [
      'Run the training by hand.',
      'It is not scheduled any more: start its schedule again.',
      'The model is not trained any more on purpose: take `training` out of the definition of the service, or raise the limit with its reason.',
    ],
    escalation: 'The owners of the model, within the working week.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope, monitoring } = context;
    const window = formatDuration(2 * Math.ceil(monitoring.thresholds.trainingAge.value));
    return `time() - max by (${q.byService('fluxora.model.name')}) (last_over_time(${q.metric('fluxora.model.training.last_success.time')}{${scope.selector}}[${window}])) > ${limit(context, 'trainingAge')}`;
  },
  tests: (context) => {
    const trained = (version: string, values: string) =>
      series(
        context,
        'fluxora.model.training.last_success.time',
        { 'fluxora.model.name': 'load', 'fluxora.model.version': version },
        values,
      );
    return [
      {
        name: 'fires when the job that trains has not come back for more than a week',
        interval: '1h',
        input: [trained('1', '3600x2')],
        alerts: [
          { at: '190h', firing: [] },
          { at: '196h', firing: [labelsOf(context, { 'fluxora.model.name': 'load' })] },
        ],
      },
      {
        name: 'is silent when another version was trained since',
        interval: '1h',
        input: [trained('1', '3600x2'), trained('2', '_x150 540000x2')],
        alerts: [{ at: '220h', firing: [] }],
      },
    ];
  },
};
