import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const VALUE = 'fluxora.model.training.value';
const REASON = 'fluxora.model.training.reason';

export const trainingLossNotANumber: AlertSource = {
  name: 'TrainingLossNotANumber',
  area: 'training',
  severity: 'ticket',
  needs: 'training',
  for: '0s',
  labels: [...BY_SERVICE, 'fluxora.model.name'],
  summary:
    'Training of {{ $labels.fluxora_model_name }}: {{ $value | humanize }} losses were no numbers',
  description:
    'Within an hour {{ $value | humanize }} losses in the training of {{ $labels.fluxora_model_name }} by {{ $labels.service_name }} were no finite numbers. The run diverges, or its data have holes; what it makes must not be served unseen.',
  dashboard: 'training',
  thresholds: ['trainingUnusableLosses'],
  runbook: {
    meaning:
      'Losses that are no numbers never reach the gauge: it goes on to show the last one that was. This counter tells them.',
    impact:
      'The run wastes its time; unless it is told to end as `diverged`, it may end as `ok` with weights that are no numbers.',
    diagnosis: [
      {
        step: 'See which losses: `validation_loss` alone points to the data held out.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', VALUE, REASON)}) (increase(${q.metric('fluxora.model.training.unusable')}{${scope.selector}}[6h])) > 0`,
      },
      {
        step: 'See how the loss and the learning rate went before.',
        query: ({ q, scope }) =>
          `${q.metric('fluxora.model.training.learning_rate')}{${scope.selector}}`,
      },
      {
        step: 'Look at the event `fluxora.model.training.started` of the run: parameters and digest of the data, beside those of the last good run.',
      },
    ],
    mitigation: [
      'End the run; do not publish what it made.',
      'Smaller learning rate, clipped gradients, features on one scale.',
      'Same digest as the last good run: the parameters; another one: the data.',
      'Set `divergedAfter`, so that such a run ends by itself.',
    ],
    escalation: 'The owners of the model, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService('fluxora.model.name')}) ${growth(`${q.metric('fluxora.model.training.unusable')}{${scope.selector}, ${q.label(VALUE)}=~"loss|validation_loss", ${q.label(REASON)}=~"nan|infinite"}`, '1h')} >= ${limit(context, 'trainingUnusableLosses')}`;
  },
  tests: (context) => {
    const unusable = (value: string, reason: string, values: string) =>
      series(
        context,
        'fluxora.model.training.unusable',
        { 'fluxora.model.name': 'load', [VALUE]: value, [REASON]: reason },
        values,
      );
    return [
      {
        name: 'fires when epochs end without a number',
        input: [unusable('loss', 'nan', '_x130 4x20')],
        alerts: [
          { at: '129m', firing: [] },
          { at: '132m', firing: [labelsOf(context, { 'fluxora.model.name': 'load' })] },
        ],
      },
      {
        name: 'is silent about a single one, and about other values',
        input: [
          unusable('validation_loss', 'infinite', '_x130 1x20'),
          unusable('metric', 'nan', '_x130 9x20'),
        ],
        alerts: [{ at: '140m', firing: [] }],
      },
    ];
  },
};
