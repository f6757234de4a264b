import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

export const postgresConnectionsNearLimit: AlertSource = {
  name: 'PostgresConnectionsNearLimit',
  area: 'servers',
  severity: 'page',
  per: 'platform',
  isWanted: (context) => reads(context, 'postgresql'),
  for: '5m',
  labels: BY_SERVER,
  summary:
    'PostgreSQL {{ $labels.service_instance_id }}: {{ $value | humanizePercentage }} of the connections are taken',
  description:
    'PostgreSQL {{ $labels.service_instance_id }} has {{ $value | humanizePercentage }} of max_connections in use. When none is left, every new connection is refused, that of a starting replica first.',
  dashboard: 'servers',
  thresholds: ['postgresConnectionsShare'],
  runbook: {
    meaning: 'Nearly every connection that the server allows is open, in use or idle.',
    impact:
      'None yet. At the limit, services fail with "too many clients", and a deployment cannot start new replicas.',
    diagnosis: [
      {
        step: 'See which database they belong to, and since when.',
        query: (context) =>
          `sum by (${context.q.labels('service.instance.id', 'postgresql.database.name')}) (${context.q.metric('postgresql.backends')}{${serverSelector(context, 'postgresql')}})`,
      },
      {
        step: 'See what the pools of the services hold and are allowed.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('db.client.connection.pool.name')}) (${q.metric('db.client.connection.count')}{${scope.selector}})`,
      },
      {
        step: 'Ask the server who holds them: `select usename, application_name, state, count(*) from pg_stat_activity group by 1, 2, 3 order by 4 desc;`. "idle in transaction" for minutes is a mistake in a service.',
      },
    ],
    mitigation: [
      'Idle in transaction: end those sessions (`pg_terminate_backend`), then find the code that forgets to commit.',
      'More replicas than before: make their pools smaller, or put PgBouncer between.',
      'Real need and memory to spare: raise `max_connections`, which needs a restart.',
    ],
    escalation: 'Database owners; page the owners of the service that holds most of them.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q } = context;
    const where = serverSelector(context, 'postgresql');
    const by = q.labels(...BY_SERVER);
    return `sum by (${by}) (${q.metric('postgresql.backends')}{${where}})
/ max by (${by}) (${q.metric('postgresql.connection.max')}{${where}})
> ${limit(context, 'postgresConnectionsShare')}`;
  },
  tests: (context) => {
    const server = { 'service.name': 'postgresql', 'service.instance.id': 'postgres:5432' };
    const backends = (database: string, values: string) =>
      series(
        context,
        'postgresql.backends',
        { ...server, 'postgresql.database.name': database },
        values,
      );
    const max = series(context, 'postgresql.connection.max', server, '100x30');
    return [
      {
        name: 'fires on the sum over all databases',
        input: [backends('forecasts', '50x30'), backends('jobs', '20x10 40x20'), max],
        alerts: [
          { at: '14m', firing: [] },
          { at: '20m', firing: [labelsOf(context, server)] },
        ],
      },
      {
        name: 'is silent at the limit itself',
        input: [backends('forecasts', '85x30'), max],
        alerts: [{ at: '20m', firing: [] }],
      },
    ];
  },
};
