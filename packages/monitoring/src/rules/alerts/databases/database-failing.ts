import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { DATABASE, failed } from './operation.ts';

export const databaseFailing: AlertSource = {
  name: 'DatabaseFailing',
  area: 'databases',
  severity: 'ticket',
  needs: 'databases',
  for: '3m',
  labels: [...BY_SERVICE, ...DATABASE],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of the operations on {{ $labels.db_system_name }} {{ $labels.db_namespace }} fail',
  description:
    'Within ten minutes {{ $value | humanizePercentage }} of the operations of {{ $labels.service_name }} on {{ $labels.db_system_name }} {{ $labels.db_namespace }} at {{ $labels.server_address }} failed. Rows that are there already do not count.',
  dashboard: 'databases',
  thresholds: ['databaseFailureShare', 'databaseFailures'],
  inhibits: [{ alert: 'DatabaseSlow', equal: [...BY_SERVICE, ...DATABASE] }],
  runbook: {
    meaning:
      'The database refuses operations, breaks off, or does not answer, for more than odd ones.',
    impact:
      'What needs the database fails with it. When it is requests of users, RouteFailing or an SLO pages.',
    diagnosis: [
      {
        step: 'See which errors: the code is the server’s own (`53300` too many connections, `57P01` shut down, `40P01` deadlock), or the class of the error.',
        query: (context) =>
          `sum by (${context.q.byService('db.system.name', 'error.type')}) (rate(${context.q.metric('db.client.operation.duration', 'count')}{${context.scope.selector}, ${failed(context)}}[5m]))`,
      },
      {
        step: 'See which operations.',
        query: (context) =>
          `topk(5, sum by (${context.q.byService('db.operation.name')}) (rate(${context.q.metric('db.client.operation.duration', 'count')}{${context.scope.selector}, ${failed(context)}}[5m])))`,
      },
      {
        step: 'See whether other services have it, too: then it is the server.',
        query: (context) =>
          `sum by (${context.q.byService('db.system.name')}) (rate(${context.q.metric('db.client.operation.duration', 'count')}{${context.q.label('deployment.environment.name')}="${context.monitoring.targets.environment}", ${failed(context)}}[5m]))`,
      },
      { step: 'Read the log of the server at that time.' },
    ],
    mitigation: [
      'The server is away or full: its runbook.',
      'A new version fails on a table or column: roll back, or run the migration.',
      'Deadlocks: have the code try again, and lock in one order.',
    ],
    escalation:
      'The owners of the database at once when all services have it; else those of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const count = q.metric('db.client.operation.duration', 'count');
    const by = `sum by (${q.byService(...DATABASE)})`;
    const failures = `${count}{${scope.selector}, ${failed(context)}}`;
    return `${by} (rate(${failures}[10m]))
/
(${by} (rate(${count}{${scope.selector}}[10m])) > 0)
> ${limit(context, 'databaseFailureShare')}
and
${by} (increase(${failures}[10m])) >= ${limit(context, 'databaseFailures')}`;
  },
  tests: (context) => {
    const database = {
      'db.system.name': 'postgresql',
      'db.namespace': 'forecasts',
      'server.address': 'postgres',
    };
    const operations = (errorType: string, values: string, more = {}) =>
      series(
        context,
        'db.client.operation.duration:count',
        { ...database, 'error.type': errorType, ...more },
        values,
      );
    return [
      {
        name: 'fires when one operation of five fails',
        input: [operations('', '0+80x40'), operations('57P01', '0x10 0+20x30')],
        alerts: [
          { at: '10m', firing: [] },
          { at: '25m', firing: [labelsOf(context, database)] },
        ],
      },
      {
        name: 'is silent about rows that are there already, and about a failure at night',
        input: [
          operations('', '0+80x40'),
          operations('23505', '0+60x40'),
          operations('', '0x40', { 'db.namespace': 'quiet' }),
          operations('57P01', '0x10 1x30', { 'db.namespace': 'quiet' }),
        ],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
