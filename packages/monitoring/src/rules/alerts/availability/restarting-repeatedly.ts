import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { inventory } from '../support/inventory.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const restartingRepeatedly: AlertSource = {
  name: 'RestartingRepeatedly',
  area: 'availability',
  severity: 'ticket',
  for: '2m',
  keepFiringFor: '10m',
  labels: BY_SERVICE,
  summary:
    '{{ $labels.service_name }} started {{ $value | humanize }} times per replica in 30 minutes',
  description:
    'Processes of {{ $labels.service_name }} do not stay up: each replica started {{ $value | humanize }} times within 30 minutes. A deployment starts each once.',
  dashboard: 'infrastructure',
  thresholds: ['restartsPerReplica'],
  runbook: {
    meaning:
      'More new processes appeared within half an hour than deployments explain: the service crashes, is killed, or fails its liveness probe again and again.',
    impact:
      'Requests and jobs under way are lost at each end; caches are cold after each start. When every start fails, ServiceAbsent or ServiceNotReady follows.',
    diagnosis: [
      {
        step: 'See how long each process lived. Equal lives point to a probe or a time limit, short ones to the start itself.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'service.version')}) (max_over_time(${q.metric('process.uptime')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See whether memory ran out: the heap near its limit before each end.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (${q.metric('v8js.memory.heap.used')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.v8js.memory.heap.limit')}{${scope.selector}})`,
      },
      {
        step: 'See whether the event loop stood still: then the liveness probe ended the process.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.delay.max')}{${scope.selector}})`,
      },
      {
        step: 'Read the last lines of the log before each end, and the exit code: 137 is a kill (memory), 134 an abort of V8 (heap), 1 an error that nobody caught.',
      },
    ],
    mitigation: [
      'A new version restarts: roll back.',
      'Memory: raise the limit of the container or of the heap as a first aid, then find what grows.',
      'A dependency that is tagged `liveness` in the health checks: tag it `readiness`; restarts do not mend it.',
    ],
    escalation:
      'The owners of the service, within the working day; at once when ServiceNotReady fires, too.',
    reviewed: REVIEWED,
  },
  // Those that were there half an hour ago are not new. Short lives count, since the maximum over time shows them after their end.
  expr: (context) => {
    const { q, scope } = context;
    const uptime = `${q.metric('process.uptime')}{${scope.selector}}`;
    return `count by (${q.byService()}) (
  count by (${q.byService('service.instance.id')}) (
    max_over_time(${uptime}[30m]) unless ${uptime} offset 30m
  )
)
/ on (${q.byService()}) (
  ${inventory(context, ({ replicas = 1 }) => replicas)}
)
> ${limit(context, 'restartsPerReplica')}`;
  },
  tests: (context) => {
    const replicas = context.scope.services[0]?.replicas ?? 1;
    const born = (minute: number, replica: number) =>
      series(
        context,
        'process.uptime',
        { 'service.instance.id': `i${minute}-${replica}` },
        `_x${minute} 30+60x3`,
      );
    const each = Array.from({ length: replicas }, (_, replica) => replica);
    return [
      {
        name: 'fires when every replica starts again and again',
        input: [40, 45, 50, 55, 60].flatMap((minute) =>
          each.map((replica) => born(minute, replica)),
        ),
        alerts: [
          { at: '48m', firing: [] },
          { at: '66m', firing: [labelsOf(context)] },
        ],
      },
      {
        name: 'is silent after two deployments',
        input: each.flatMap((replica) => [
          series(context, 'process.uptime', { 'service.instance.id': `a${replica}` }, '60+60x40'),
          series(
            context,
            'process.uptime',
            { 'service.instance.id': `b${replica}` },
            '_x40 60+60x10',
          ),
          series(
            context,
            'process.uptime',
            { 'service.instance.id': `c${replica}` },
            '_x50 60+60x30',
          ),
        ]),
        alerts: [{ at: '60m', firing: [] }],
      },
    ];
  },
};
