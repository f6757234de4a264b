import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

const BY = [...BY_SERVER, 'replication_client'];

export const postgresReplicationLag: AlertSource = {
  name: 'PostgresReplicationLag',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'postgresql'),
  for: '5m',
  labels: BY,
  summary:
    'Replica {{ $labels.replication_client }} is {{ $value | humanizeDuration }} behind PostgreSQL {{ $labels.service_instance_id }}',
  description:
    'What PostgreSQL {{ $labels.service_instance_id }} writes takes {{ $value | humanizeDuration }} until the replica {{ $labels.replication_client }} has it.',
  dashboard: 'servers',
  thresholds: ['postgresReplicationLag'],
  runbook: {
    meaning:
      'The primary measures how long each replica takes to write, flush or replay what it sends.',
    impact:
      'Readers of the replica see old data. In a failover, what is not yet there is lost. Meanwhile the primary keeps WAL, which fills its disk.',
    diagnosis: [
      {
        step: 'See which operation lags: `write` and `flush` point at network or disk of the replica, `replay` at queries that hold it up.',
        query: (context) =>
          `max by (${context.q.labels(...BY, 'operation')}) (${context.q.metric('postgresql.wal.delay')}{${serverSelector(context, 'postgresql')}})`,
      },
      {
        step: 'See whether more is written than usual.',
        query: (context) =>
          `sum by (${context.q.labels('service.instance.id', 'operation')}) (rate(${context.q.metric('postgresql.operations')}{${serverSelector(context, 'postgresql')}}[5m]))`,
      },
      {
        step: 'Ask the replica for long queries: `select pid, now() - query_start, query from pg_stat_activity order by 2 desc nulls last;`',
      },
    ],
    mitigation: [
      'A long query on the replica: end it, or run such queries elsewhere.',
      'A bulk load on the primary: wait, or load in smaller steps.',
      'The replica is too slow for good: give it the disks of the primary.',
      'The replica is gone: drop its replication slot before the disk of the primary fills.',
    ],
    escalation: 'Database owners in working hours; at once when the disk of the primary fills.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `max by (${context.q.labels(...BY)}) (${context.q.metric('postgresql.wal.delay')}{${serverSelector(context, 'postgresql')}}) > ${limit(context, 'postgresReplicationLag')}`,
  tests: (context) => {
    const replica = {
      'service.name': 'postgresql',
      'service.instance.id': 'postgres:5432',
      replication_client: '10.0.0.7',
    };
    const delay = (operation: string, values: string) =>
      series(context, 'postgresql.wal.delay', { ...replica, operation }, values);
    return [
      {
        name: 'fires for the slowest operation of a replica',
        input: [delay('write', '0.1x30'), delay('replay', '1x5 90x25')],
        alerts: [
          { at: '8m', firing: [] },
          { at: '15m', firing: [labelsOf(context, replica)] },
        ],
      },
      {
        name: 'is silent over a short rise, as of a bulk load',
        input: [delay('replay', '1x5 90x3 1x20')],
        alerts: [{ at: '12m', firing: [] }],
      },
    ];
  },
};
