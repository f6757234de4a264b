import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { inventory } from '../support/inventory.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const replicasMissing: AlertSource = {
  name: 'ReplicasMissing',
  area: 'availability',
  severity: 'ticket',
  // Of a single replica that is gone, ServiceAbsent tells.
  isWanted: ({ monitoring }) => monitoring.services.some(({ replicas = 1 }) => replicas > 1),
  for: '10m',
  labels: BY_SERVICE,
  summary: '{{ $labels.service_name }} lacks {{ $value }} of its replicas',
  description:
    '{{ $labels.service_name }} runs with {{ $value }} fewer processes than declared. It still answers, with less in reserve.',
  dashboard: 'overview',
  runbook: {
    meaning:
      'Fewer processes send measurements than the definition says there should be. At least one does: otherwise ServiceAbsent fires.',
    impact:
      'Nobody notices yet. The next process that goes may be the last, and those that are left do the work of the others.',
    diagnosis: [
      {
        step: 'See which processes there are and how long they have been up.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'host.name')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'See how many there were over the last day: did one go, or was there never one more?',
        query: ({ q, scope }) =>
          `count by (${q.byService()}) (count by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}}))`,
      },
      {
        step: 'Ask the platform for processes that wait or restart: no node with room, an image that cannot be pulled, a probe that fails.',
      },
    ],
    mitigation: [
      'Start the missing process, or give the platform the room that it waits for.',
      'A process that runs and sends nothing: `npx fluxora-telemetry doctor` in its container.',
      'Fewer are wanted: say so in `replicas` of the definition.',
    ],
    escalation:
      'Working hours. At once when only one process is left of a service that people wait for.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `(
  ${inventory(context, ({ replicas = 1 }) => replicas)}
)
- on (${q.byService()})
  count by (${q.byService()}) (
    count by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}})
  )
> 0`;
  },
  tests: (context) => {
    const wanted = context.scope.services[0]?.replicas ?? 1;
    const up = (count: number, values: string) =>
      Array.from({ length: count }, (_, index) =>
        series(context, 'process.uptime', { 'service.instance.id': `i${index}` }, values),
      );
    const lost = [
      ...up(wanted, '60+60x3').slice(1),
      series(context, 'process.uptime', { 'service.instance.id': 'i0' }, '60+60x60'),
    ];
    return [
      {
        name: 'fires when processes are fewer than declared, and not when there is none',
        input: lost,
        alerts: [
          { at: '10m', firing: [] },
          // A service of one process cannot lack one and have one.
          { at: '30m', firing: wanted > 1 ? [labelsOf(context)] : [] },
        ],
      },
      {
        name: 'is silent with as many as declared, and while more overlap',
        input: [...up(wanted, '60+60x60'), ...up(wanted + 1, '_x20 60+60x40').slice(wanted)],
        alerts: [{ at: '40m', firing: [] }],
      },
    ];
  },
};
