import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const POOL = 'db.client.connection.pool.name';
const BY = [...BY_SERVICE, 'service.instance.id', POOL];

export const poolExhausted: AlertSource = {
  name: 'PoolExhausted',
  area: 'databases',
  severity: 'ticket',
  needs: 'pools',
  for: '5m',
  labels: BY,
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} requests wait for a connection of pool {{ $labels.db_client_connection_pool_name }}',
  description:
    'In process {{ $labels.service_instance_id }} of {{ $labels.service_name }} {{ $value | humanize }} requests on average have waited for a connection of pool {{ $labels.db_client_connection_pool_name }} for more than five minutes.',
  dashboard: 'databases',
  thresholds: ['poolPendingRequests'],
  runbook: {
    meaning: 'All connections of the pool are in use all the time, and more are wanted.',
    impact:
      'Whatever needs the database waits for a connection before its query even begins, and at the end times out.',
    diagnosis: [
      {
        step: 'See whether the connections are in use, or cannot be made.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id', POOL, 'db.client.connection.state')}) (${q.metric('db.client.connection.count')}{${scope.selector}})`,
      },
      {
        step: 'See how long each is kept: long uses are slow queries, or transactions that wait for something else.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService(POOL)}, le) (rate(${q.metric('db.client.connection.use_time', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See whether the database is slow.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('db.system.name', 'db.operation.name')}, le) (rate(${q.metric('db.client.operation.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'Uses become ever fewer while all connections are in use: somebody does not give his back.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(POOL)}) (rate(${q.metric('db.client.connection.use_time', 'count')}{${scope.selector}}[5m]))`,
      },
    ],
    mitigation: [
      'Connections are not given back: restart the process as first aid; find the path without `release()`.',
      'Slow queries: see DatabaseSlow.',
      'Load: a larger pool, when the server allows more connections; else a pooler before it.',
    ],
    escalation:
      'The owners of the service, within the working day; at once when PoolTimeouts fires, too.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService('service.instance.id', POOL)}) (avg_over_time(${q.metric('db.client.connection.pending_requests')}{${scope.selector}}[5m])) >= ${limit(context, 'poolPendingRequests')}`;
  },
  tests: (context) => [
    {
      name: 'fires when requests wait all the time',
      input: [
        series(context, 'db.client.connection.pending_requests', { [POOL]: 'main' }, '0x10 6x30'),
      ],
      alerts: [
        { at: '12m', firing: [] },
        {
          at: '25m',
          firing: [labelsOf(context, { 'service.instance.id': 'a', [POOL]: 'main' })],
        },
      ],
    },
    {
      name: 'is silent about a request that waits for a moment now and then',
      input: [
        series(
          context,
          'db.client.connection.pending_requests',
          { [POOL]: 'main' },
          '0x5 3 0x5 3 0x5 3 0x5 3 0x5 3 0x5',
        ),
      ],
      alerts: [
        { at: '20m', firing: [] },
        { at: '34m', firing: [] },
      ],
    },
  ],
};
