import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const containerThrottled: AlertSource = {
  name: 'ContainerThrottled',
  area: 'infrastructure',
  severity: 'ticket',
  for: '15m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: a container is stopped in {{ $value | humanizePercentage }} of its periods',
  description:
    'The container of process {{ $labels.service_instance_id }} of {{ $labels.service_name }} used up its CPU quota in {{ $value | humanizePercentage }} of the periods and was stopped for the rest of each.',
  dashboard: 'infrastructure',
  thresholds: ['throttledShare'],
  runbook: {
    meaning:
      'Within periods of mostly 100 ms the container uses its quota up and stands still until the next one, even when it uses little CPU on average.',
    impact:
      'Single answers take tens of milliseconds longer; timers come late; the event loop seems blocked.',
    diagnosis: [
      {
        step: 'See how long it stands still, in seconds per second.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (rate(${q.metric('fluxora.container.cpu.throttled_time')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See how much CPU it uses on average, and how much it may.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (rate(${q.metric('container.cpu.time')}{${scope.selector}}[5m])) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.cpu.limit')}{${scope.selector}})`,
      },
      {
        step: 'See how many threads it has: many threads use up a quota within a moment.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('process.thread.count')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Raise the quota, or take it away and keep the request: the scheduler shares fairly without one.',
      'Fewer threads: `UV_THREADPOOL_SIZE`, threads of the model runtime.',
    ],
    escalation: 'The owners of the service, in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `max by (${q.byService('service.instance.id')})`;
    return `${by} (rate(${q.metric('fluxora.container.cpu.throttled_periods')}{${scope.selector}}[10m]))
/
(${by} (rate(${q.metric('fluxora.container.cpu.periods')}{${scope.selector}}[10m])) > 0)
> ${limit(context, 'throttledShare')}`;
  },
  tests: (context) => {
    const periods = (values: string) =>
      series(context, 'fluxora.container.cpu.periods', {}, values);
    const throttled = (values: string) =>
      series(context, 'fluxora.container.cpu.throttled_periods', {}, values);
    return [
      {
        name: 'fires when half of the periods end early',
        input: [periods('0+600x60'), throttled('0+300x60')],
        alerts: [
          { at: '14m', firing: [] },
          { at: '30m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent about a fifth, and about a container that does nothing',
        input: [periods('0+600x30 18000x30'), throttled('0+120x30 3600x30')],
        alerts: [
          { at: '28m', firing: [] },
          { at: '58m', firing: [] },
        ],
      },
    ];
  },
};
