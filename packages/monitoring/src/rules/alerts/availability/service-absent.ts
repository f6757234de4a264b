import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { inventory } from '../support/inventory.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const serviceAbsent: AlertSource = {
  name: 'ServiceAbsent',
  area: 'availability',
  severity: 'page',
  // Prometheus shows the last sample for five minutes: with these, a process is gone for eight.
  for: '3m',
  labels: BY_SERVICE,
  summary: '{{ $labels.service_name }} is gone',
  description:
    'No process of {{ $labels.service_name }} in {{ $labels.deployment_environment_name }} has sent a measurement for more than five minutes. It is not running, or cannot reach the Collector.',
  dashboard: 'overview',
  inhibits: [
    'ReplicasMissing',
    'ServiceNotReady',
    'HealthCheckFailing',
    'HealthCheckWarning',
    'TrafficDropped',
    'UsageDropped',
    'ForecastStale',
    'ActualsLate',
  ].map((alert) => ({ alert, equal: BY_SERVICE })),
  runbook: {
    meaning:
      'The service is declared, and no process of it sends measurements. Either none is running, or what is running cannot send. Alerts on what the service does are silent meanwhile: they have nothing to look at.',
    impact:
      'If it is not running, everybody who needs it notices at once. If it is only mute, nobody would notice the next failure.',
    diagnosis: [
      {
        step: 'See whether other services are gone, too: then look at the Collector and Prometheus first.',
        query: ({ q, monitoring }) =>
          `count by (${q.byService()}) (${q.metric('process.uptime')}{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"})`,
      },
      {
        step: 'See when it went, which version it was, and how long it had been up.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.version', 'service.instance.id')}) (last_over_time(${q.metric('process.uptime')}{${scope.selector}}[6h]))`,
      },
      {
        step: 'See whether memory was short before it went: a process that the kernel kills says nothing.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (max_over_time(${q.metric('process.memory.usage')}{${scope.selector}}[6h]))`,
      },
      {
        step: 'Ask the platform (`kubectl get pods`, `docker compose ps`) whether it runs, restarts or waits for a node, and read the last lines of its log.',
      },
    ],
    mitigation: [
      'It does not run and was deployed within the last hour: roll back.',
      'It does not run for want of memory or a node: raise the limit or add the node, then start it.',
      'It runs and sends nothing: run `npx fluxora-telemetry doctor` in its container; it says what stands between it and the Collector.',
      'It was removed on purpose: take it out of the definition of the monitoring, so that nobody waits for it.',
    ],
    escalation:
      'Page the owners of the service at once when it does not start again after a rollback; tell the users of the service after 15 minutes without it.',
    reviewed: REVIEWED,
  },
  expr: (context) => `(
  ${inventory(context)}
)
unless on (${context.q.byService()})
  ${context.q.metric('process.uptime')}{${context.scope.selector}}`,
  tests: (context) => [
    {
      name: 'fires for the service whose last process went, and for no other',
      input: [series(context, 'process.uptime', {}, '60+60x5'), ...othersUp(context)],
      alerts: [
        { at: '12m', firing: [] },
        { at: '20m', firing: [labelsOf(context)] },
      ],
    },
    {
      name: 'is silent when a process is replaced by another within minutes',
      input: [
        series(context, 'process.uptime', {}, '60+60x5'),
        series(context, 'process.uptime', { 'service.instance.id': 'b' }, '_x9 60+60x20'),
        ...othersUp(context),
      ],
      alerts: [
        { at: '12m', firing: [] },
        { at: '25m', firing: [] },
      ],
    },
  ],
};

function othersUp(context: AlertContext) {
  return context.scope.services
    .slice(1)
    .map(({ name }) => series(context, 'process.uptime', { 'service.name': name }, '60+60x40'));
}
