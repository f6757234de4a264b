import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, endpointsOf, reads, serverSelector, silentServers } from './server.ts';

const METRIC = 'postgresql.connection.max';

export const postgresDown: AlertSource = {
  name: 'PostgresDown',
  area: 'servers',
  severity: 'page',
  per: 'platform',
  isWanted: (context) => reads(context, 'postgresql'),
  for: '2m',
  labels: BY_SERVER,
  summary: 'PostgreSQL {{ $labels.service_instance_id }} does not answer',
  description:
    'The Collector has read nothing from PostgreSQL {{ $labels.service_instance_id }} for five minutes. It is down, or refuses the Collector.',
  dashboard: 'servers',
  inhibits: [
    { alert: 'PostgresConnectionsNearLimit', equal: BY_SERVER },
    { alert: 'PostgresReplicationLag', equal: BY_SERVER },
    { alert: 'PostgresDeadlocks', equal: BY_SERVER },
  ],
  runbook: {
    meaning:
      'The server answers no question of the Collector: it does not run, is starting, cannot be reached, has no free connection, or does not know the Collector’s user any more.',
    impact:
      'Services that store or read there fail or wait: forecasts are neither kept nor handed out, and jobs in its queues stand still.',
    diagnosis: [
      {
        step: 'See whether services fail at it, too: then it is down. If none does, only the Collector is locked out.',
        query: ({ q }) =>
          `sum by (${q.byService('error.type')}) (rate(${q.metric('db.client.operation.duration', 'count')}{${q.label('error.type')}!=""}[5m]))`,
      },
      {
        step: 'See whether connections had run out before.',
        query: (context) =>
          `sum by (${context.q.labels(...BY_SERVER)}) (${context.q.metric('postgresql.backends')}{${serverSelector(context, 'postgresql')}})`,
      },
      {
        step: 'See whether its disk filled.',
        query: ({ q, scope }) =>
          `min by (${q.label('host.name')}, ${q.label('system.filesystem.mountpoint')}) (${q.metric('system.filesystem.usage')}{${scope.selector}, ${q.label('system.filesystem.state')}="free"})`,
      },
      {
        step: 'Ask it from its own machine: `pg_isready -h <host>`, then its log: the last lines say why it stopped or cannot start. The Collector’s log says what it was answered.',
      },
    ],
    mitigation: [
      'It does not run: start it. It replays its log first, which takes minutes after a crash.',
      'Its disk is full: enlarge the volume, or remove old WAL of dead replication slots (`pg_drop_replication_slot`); never delete files of `pg_wal` by hand.',
      'It is gone for good: promote the replica, and point the services at it.',
      'Only the Collector is refused: renew its password, or grant its user `pg_monitor`.',
    ],
    escalation:
      'Database owners at once; tell the owners of every service that stores there after ten minutes.',
    reviewed: REVIEWED,
  },
  expr: (context) => silentServers(context, 'postgresql', METRIC),
  tests: (context) => {
    const [endpoint = ''] = endpointsOf(context, 'postgresql');
    const server = { 'service.name': 'postgresql', 'service.instance.id': endpoint };
    return [
      {
        name: 'fires when a server has not been read for five minutes',
        input: [series(context, METRIC, server, '100x10')],
        alerts: [
          { at: '12m', firing: [] },
          { at: '17m', firing: [labelsOf(context, server)] },
        ],
      },
      {
        name: 'is silent while one reading in two fails',
        input: [series(context, METRIC, server, '100 _ 100 _ 100 _ 100 _ 100 _ 100 _ 100 _ 100')],
        alerts: [{ at: '13m', firing: [] }],
      },
    ];
  },
};
