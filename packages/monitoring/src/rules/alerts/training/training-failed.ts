import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const OUTCOME = 'fluxora.model.training.outcome';

export const trainingFailed: AlertSource = {
  name: 'TrainingFailed',
  area: 'training',
  severity: 'ticket',
  needs: 'training',
  for: '0s',
  labels: [...BY_SERVICE, 'fluxora.model.name', OUTCOME],
  summary:
    'Training of {{ $labels.fluxora_model_name }} ended as {{ $labels.fluxora_model_training_outcome }}',
  description:
    'Within six hours {{ $value | humanize }} training runs of {{ $labels.fluxora_model_name }} by {{ $labels.service_name }} ended as {{ $labels.fluxora_model_training_outcome }}. The model that is served stays the old one.',
  dashboard: 'training',
  runbook: {
    meaning:
      '`failed`: an error ended the run. `diverged`: its loss was no number for too long. `crashed`: its process was gone, which is told at the start of the next run.',
    impact: 'None today: the old model answers. It knows nothing of the last days, and gets older.',
    diagnosis: [
      {
        step: 'See how the loss went.',
        query: ({ q, scope }) => `${q.metric('fluxora.model.training.loss')}{${scope.selector}}`,
      },
      {
        step: 'See what could not be used: losses and learning rates that are no numbers.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.training.value', 'fluxora.model.training.reason')}) (increase(${q.metric('fluxora.model.training.unusable')}{${scope.selector}}[1d])) > 0`,
      },
      {
        step: 'See how large the data set was, beside the run before.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.model.name', 'fluxora.model.version')}) (last_over_time(${q.metric('fluxora.model.training.dataset.rows')}{${scope.selector}}[14d]))`,
      },
      {
        step: '`crashed`: see how much memory it held.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.model.name', 'fluxora.model.version')}) (last_over_time(${q.metric('fluxora.model.training.memory.peak')}{${scope.selector}}[14d]))`,
      },
    ],
    mitigation: [
      'Data: mend or leave out the days that are wrong, and train again.',
      '`diverged`: a smaller learning rate; look at the scale of the features.',
      '`crashed` for want of memory: raise the limit, or read the data in pieces.',
    ],
    escalation:
      'The owners of the model, within the working day. The next run must succeed before TrainingOverdue.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `sum by (${q.byService('fluxora.model.name', OUTCOME)}) ${growth(`${q.metric('fluxora.model.training.runs')}{${scope.selector}, ${q.label(OUTCOME)}=~"failed|crashed|diverged"}`, '6h')} > 0`,
  tests: (context) => {
    const runs = (outcome: string, values: string) =>
      series(
        context,
        'fluxora.model.training.runs',
        { 'fluxora.model.name': 'load', 'fluxora.model.version': '2', [OUTCOME]: outcome },
        values,
      );
    return [
      {
        name: 'fires for a job that trains once, fails and ends',
        interval: '5m',
        input: [runs('diverged', '_x200 1x2')],
        alerts: [
          { at: '16h', firing: [] },
          {
            at: '17h',
            firing: [labelsOf(context, { 'fluxora.model.name': 'load', [OUTCOME]: 'diverged' })],
          },
          { at: '24h', firing: [] },
        ],
      },
      {
        name: 'is silent about runs that end well or are called off, and about failures of last week',
        interval: '5m',
        input: [runs('ok', '0x200 1x50'), runs('cancelled', '0x200 1x50'), runs('failed', '3x250')],
        alerts: [{ at: '20h', firing: [] }],
      },
    ];
  },
};
