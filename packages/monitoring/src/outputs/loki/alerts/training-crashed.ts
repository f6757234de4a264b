import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import { logLabel, type LogAlertSource } from '../log-alert.ts';

const MODEL = logLabel('fluxora.model.name');

export const trainingCrashed: LogAlertSource = {
  name: 'TrainingProcessLost',
  area: 'logs',
  severity: 'ticket',
  needs: 'training',
  for: '0s',
  labels: ['deployment.environment.name', 'service.name', 'fluxora.model.name'],
  summary: `Training of {{ $labels.${MODEL} }}: the process was gone before the run had ended`,
  description: `A training run of {{ $labels.${MODEL} }} in {{ $labels.service_name }} was found without its process at the next start. No metric could say so: there was nobody left to export it.`,
  dashboard: 'training',
  runbook: {
    meaning:
      'The process that trained was killed: out of memory, a node that went away, a deployment in the middle of a run.',
    impact: 'The model is not renewed; the last good one stays in service and grows old.',
    diagnosis: [
      {
        step: 'Read the event: on the dashboard Logs, records with `event_name="fluxora.model.training.ended"`; it says when the run began and was last seen.',
      },
      {
        step: 'See how much memory training needed at its peak.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.model.name')}) (last_over_time(${q.metric('fluxora.model.training.memory.peak')}{${scope.selector}}[7d]))`,
      },
      {
        step: 'Ask the platform why the process ended (`kubectl describe pod`: OOMKilled, Evicted).',
      },
    ],
    mitigation: [
      'Out of memory: raise the limit, or train on fewer rows at once.',
      'A deployment: let training end first (drain), or run it as a job of its own.',
      'Start the training again by hand when the next scheduled run is too late.',
    ],
    escalation: 'The owners of the model in working hours.',
    reviewed: REVIEWED,
  },
  expr: ({ streams, by }) =>
    `sum by (${by('fluxora.model.name')}) (count_over_time(${streams} | event_name="fluxora.model.training.ended" | ${logLabel('fluxora.model.training.outcome')}="crashed" [1h])) > 0`,
};
