import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { DATABASE } from './operation.ts';

export const databaseSlow: AlertSource = {
  name: 'DatabaseSlow',
  area: 'databases',
  severity: 'ticket',
  needs: 'databases',
  for: '10m',
  labels: [...BY_SERVICE, ...DATABASE],
  summary:
    '{{ $labels.service_name }}: 95 % of the operations on {{ $labels.db_system_name }} {{ $labels.db_namespace }} end within {{ $value | humanizeDuration }}',
  description:
    'One operation in twenty of {{ $labels.service_name }} on {{ $labels.db_system_name }} {{ $labels.db_namespace }} at {{ $labels.server_address }} takes longer than {{ $value | humanizeDuration }}, for ten minutes now.',
  dashboard: 'databases',
  thresholds: ['databaseDuration', 'databaseOperationRate'],
  runbook: {
    meaning:
      'Operations wait for locks, disks or plans. The time is that of the operation; waiting for a connection is apart.',
    impact:
      'Requests and jobs that need the database take as much longer; the pool runs out of connections next.',
    diagnosis: [
      {
        step: 'See which operations take the time.',
        query: ({ q, scope }) =>
          `topk(5, sum by (${q.byService('db.operation.name', 'db.collection.name')}) (rate(${q.metric('db.client.operation.duration', 'sum')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See whether there are more of them than usual.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('db.operation.name')}) (rate(${q.metric('db.client.operation.duration', 'count')}{${scope.selector}}[10m]))`,
      },
      {
        step: 'On the server: what runs, what waits for whom (`pg_stat_activity`, `pg_locks`), and how busy its disk is.',
      },
      { step: 'Open a slow trace: the text of the statement stands on its span.' },
    ],
    mitigation: [
      'One statement holds locks: end it (`pg_terminate_backend`), and find who sent it.',
      'A plan that changed: `ANALYZE` the table; add the index.',
      'Load: a cache before it, a replica for reads, or fewer rows at a time.',
    ],
    escalation: 'The owners of the database, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...DATABASE);
    return `histogram_quantile(0.95, sum by (${by}, le) (rate(${q.metric('db.client.operation.duration', 'bucket')}{${scope.selector}}[10m]))) > ${limit(context, 'databaseDuration')}
and
sum by (${by}) (rate(${q.metric('db.client.operation.duration', 'count')}{${scope.selector}}[10m])) > ${limit(context, 'databaseOperationRate')}`;
  },
  tests: (context) => {
    const database = {
      'db.system.name': 'postgresql',
      'db.namespace': 'forecasts',
      'server.address': 'postgres',
    };
    const operations = (le: string, values: string, more = {}) =>
      series(context, 'db.client.operation.duration:bucket', { ...database, le, ...more }, values);
    const count = (values: string, more = {}) =>
      series(context, 'db.client.operation.duration:count', { ...database, ...more }, values);
    return [
      {
        name: 'fires when a tenth takes between one and five seconds',
        input: [
          operations('0.1', '0+100x10 1000+90x40'),
          operations('1', '0+100x10 1000+90x40'),
          operations('5', '0+100x50'),
          operations('+Inf', '0+100x50'),
          count('0+100x50'),
        ],
        alerts: [
          { at: '15m', firing: [] },
          { at: '40m', firing: [labelsOf(context, database)] },
        ],
      },
      {
        name: 'is silent when all end within half a second, and about a slow report now and then',
        input: [
          operations('0.1', '0x50'),
          operations('0.5', '0+100x50'),
          operations('+Inf', '0+100x50'),
          count('0+100x50'),
          operations('0.5', '0x50', { 'db.namespace': 'reports' }),
          operations('10', '0x20 1x30', { 'db.namespace': 'reports' }),
          operations('+Inf', '0x20 1x30', { 'db.namespace': 'reports' }),
          count('0x20 1x30', { 'db.namespace': 'reports' }),
        ],
        alerts: [{ at: '45m', firing: [] }],
      },
    ];
  },
};
