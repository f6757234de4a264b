import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const HTTP = { 'http.request.method': 'GET', 'url.scheme': 'http' } as const;

export const requestsPiledUp: AlertSource = {
  name: 'RequestsPiledUp',
  area: 'http',
  severity: 'ticket',
  needs: 'http',
  for: '5m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} requests are under way in one process',
  description:
    'Process {{ $labels.service_instance_id }} of {{ $labels.service_name }} has had {{ $value | humanize }} requests under way on average for five minutes, streams not counted. They come faster than they are answered.',
  dashboard: 'service',
  thresholds: ['activeRequests'],
  runbook: {
    meaning:
      'Requests that were taken are not finished: they wait for something, or the event loop has no time for them.',
    impact:
      'All of them are late. Memory grows with each; at the end the process is killed or clients give up.',
    diagnosis: [
      {
        step: 'See whether it is one process or all.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (${q.metric('http.server.active_requests')}{${scope.selector}})`,
      },
      {
        step: 'See whether it works (near 1) or waits (near 0).',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.utilization')}{${scope.selector}})`,
      },
      {
        step: 'It waits: see whether for a connection.',
        query: ({ q, scope }) =>
          `max by (${q.byService('db.client.connection.pool.name')}) (${q.metric('db.client.connection.pending_requests')}{${scope.selector}})`,
      },
      {
        step: 'See whether requests end at all.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m]))`,
      },
    ],
    mitigation: [
      'One process: end it; the others take over.',
      'It waits for a dependency without a time limit: set one, and answer 503 instead.',
      'More requests than it can do: start more processes, and refuse early above a limit.',
    ],
    escalation:
      'The owners of the service, within the working day; at once when RouteFailing or an SLO pages, too.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `sum by (${q.byService('service.instance.id')})`;
    const active = `${by} (avg_over_time(${q.metric('http.server.active_requests')}{${scope.selector}}[5m]))`;
    const streams = `${by} (avg_over_time(${q.metric('fluxora.http.server.stream.active')}{${scope.selector}}[5m]))`;
    return `${active}
- (${streams} or 0 * ${active})
> ${limit(context, 'activeRequests')}`;
  },
  tests: (context) => [
    {
      name: 'fires when requests are not finished any more',
      input: [series(context, 'http.server.active_requests', HTTP, '5x10 0+40x30')],
      alerts: [
        { at: '14m', firing: [] },
        { at: '30m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
      ],
    },
    {
      name: 'is silent about streams that stay open, and about a burst',
      input: [
        series(context, 'http.server.active_requests', HTTP, '1010x40'),
        series(
          context,
          'fluxora.http.server.stream.active',
          { ...HTTP, 'fluxora.http.server.stream.kind': 'websocket' },
          '1000x40',
        ),
        series(
          context,
          'http.server.active_requests',
          { ...HTTP, 'service.instance.id': 'b' },
          '5x20 500 5x20',
        ),
      ],
      alerts: [
        { at: '22m', firing: [] },
        { at: '30m', firing: [] },
      ],
    },
  ],
};
