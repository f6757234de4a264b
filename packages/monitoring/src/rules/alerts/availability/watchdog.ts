import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';

/** Its `alertname` is what the route to the dead man's switch matches. */
export const watchdog: AlertSource = {
  name: 'Watchdog',
  area: 'availability',
  severity: 'none',
  per: 'platform',
  isWanted: ({ monitoring }) => monitoring.targets.deadMansSwitch !== undefined,
  for: '0s',
  labels: [],
  summary: 'Alerting works',
  description:
    'This alert always fires and goes to the dead man’s switch, which raises the alarm when it stops coming. Nobody has to do anything about it.',
  dashboard: 'telemetry',
  runbook: {
    meaning:
      'It always fires. While the dead man’s switch gets it, the way from Prometheus over Alertmanager to the outside works. You read this because it stopped coming.',
    impact:
      'Nobody is told of anything: no alert of any service reaches a person until this is mended.',
    diagnosis: [
      {
        step: 'See whether Prometheus evaluates rules at all: this must show one series.',
        query: () => 'ALERTS{alertname="Watchdog", alertstate="firing"}',
      },
      { step: 'See whether Prometheus itself answers.', query: () => 'up' },
      {
        step: 'Open Alertmanager: is Watchdog among the alerts? If so, the way out is broken: look at its log for the receiver of the dead man’s switch. If not, Prometheus does not reach Alertmanager.',
      },
      {
        step: 'Neither answers: look at the machine that they run on (disk full, out of memory, gone).',
      },
    ],
    mitigation: [
      'Start what is not running. A full disk of Prometheus: shorten its retention, or enlarge the volume.',
      'Look at the dashboards of the services yourself until it comes again: nobody else tells you.',
      'The switch alone is out of order: check its address in the definition, then send an alert of your own with `amtool alert add`.',
    ],
    escalation:
      'Second tier after 15 minutes: an hour without alerts is an hour in which an outage goes unseen.',
    reviewed: REVIEWED,
  },
  expr: () => 'vector(1)',
  tests: () => [
    {
      name: 'fires from the first evaluation on, also without a single series',
      input: [],
      alerts: [
        { at: '0m', firing: [{}] },
        { at: '1h', firing: [{}] },
      ],
    },
  ],
};
