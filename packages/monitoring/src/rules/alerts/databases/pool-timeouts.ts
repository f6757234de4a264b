import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const POOL = 'db.client.connection.pool.name';

export const poolTimeouts: AlertSource = {
  name: 'PoolTimeouts',
  area: 'databases',
  severity: 'ticket',
  needs: 'pools',
  for: '0s',
  keepFiringFor: '10m',
  labels: [...BY_SERVICE, POOL],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} requests got no connection of pool {{ $labels.db_client_connection_pool_name }}',
  description:
    'Within ten minutes {{ $value | humanize }} requests of {{ $labels.service_name }} gave up waiting for a connection of pool {{ $labels.db_client_connection_pool_name }}. Each of them failed.',
  dashboard: 'databases',
  thresholds: ['poolTimeouts'],
  inhibits: [{ alert: 'PoolExhausted', equal: [...BY_SERVICE, POOL] }],
  runbook: {
    meaning:
      'Waiting for a connection took longer than the pool allows: the pool is exhausted, or the server cannot be reached.',
    impact:
      'What needed the connection failed. When it is requests of users, RouteFailing or an SLO pages.',
    diagnosis: [
      {
        step: 'See whether there are connections at all. None: the server is away.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(POOL, 'db.client.connection.state')}) (${q.metric('db.client.connection.count')}{${scope.selector}})`,
      },
      {
        step: 'See how long making one takes.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService(POOL)}, le) (rate(${q.metric('db.client.connection.create_time', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See how long each is kept.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService(POOL)}, le) (rate(${q.metric('db.client.connection.use_time', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'Look at the alerts on the database server itself: down, or at its own limit of connections.',
      },
    ],
    mitigation: [
      'The server is away: its runbook.',
      'A query holds all connections: end it on the server (`pg_terminate_backend`).',
      'Connections are not given back: restart the process as first aid.',
    ],
    escalation:
      'The owners of the service and of the database, within the working day; at once when users are paged about.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService(POOL)}) ${growth(`${q.metric('db.client.connection.timeouts')}{${scope.selector}}`, '10m')} >= ${limit(context, 'poolTimeouts')}`;
  },
  tests: (context) => {
    const timeouts = (values: string) =>
      series(context, 'db.client.connection.timeouts', { [POOL]: 'main' }, values);
    return [
      {
        name: 'fires for timeouts of a pool that never had one, and ends some time after',
        input: [timeouts('_x30 8x60')],
        alerts: [
          { at: '29m', firing: [] },
          { at: '32m', firing: [labelsOf(context, { [POOL]: 'main' })] },
          { at: '60m', firing: [] },
        ],
      },
      {
        name: 'is silent about a few, and about those of last week',
        input: [timeouts('100x30 102x30')],
        alerts: [
          { at: '28m', firing: [] },
          { at: '35m', firing: [] },
        ],
      },
    ];
  },
};
