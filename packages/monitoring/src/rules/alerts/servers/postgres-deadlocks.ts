import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

const BY = [...BY_SERVER, 'postgresql.database.name'];

export const postgresDeadlocks: AlertSource = {
  name: 'PostgresDeadlocks',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'postgresql'),
  for: '0s',
  labels: BY,
  summary:
    'PostgreSQL {{ $labels.service_instance_id }}: {{ $value | humanize }} deadlocks in {{ $labels.postgresql_database_name }}',
  description:
    'Database {{ $labels.postgresql_database_name }} of {{ $labels.service_instance_id }} ended {{ $value | humanize }} transactions within 15 minutes, because they waited for one another.',
  dashboard: 'servers',
  thresholds: ['postgresDeadlocks'],
  runbook: {
    meaning: 'Two transactions lock the same rows in another order. The server ends one of them.',
    impact: 'The ended transaction fails. Where nobody retries it, a request or job fails with it.',
    diagnosis: [
      {
        step: 'See when they come: with a schedule, a deployment, or load?',
        query: (context) =>
          `sum by (${context.q.labels(...BY)}) (increase(${context.q.metric('postgresql.deadlocks')}{${serverSelector(context, 'postgresql')}}[15m]))`,
      },
      {
        step: 'Read the log of the server: for each deadlock it names both statements.',
      },
      {
        step: 'See which jobs fail or are retried at that time.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name')}) (increase(${q.metric('fluxora.job.retries')}{${scope.selector}}[15m]))`,
      },
    ],
    mitigation: [
      'Lock rows in one order everywhere, such as by their key (`order by id for update`).',
      'Make the transactions shorter, or let one of the two jobs run when the other does not.',
    ],
    escalation: 'The owners of the services whose statements the log names.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `sum by (${context.q.labels(...BY)}) (increase(${context.q.metric('postgresql.deadlocks')}{${serverSelector(context, 'postgresql')}}[15m])) > ${limit(context, 'postgresDeadlocks')}`,
  tests: (context) => {
    const database = {
      'service.name': 'postgresql',
      'service.instance.id': 'postgres:5432',
      'postgresql.database.name': 'forecasts',
    };
    return [
      {
        name: 'fires on one deadlock a minute',
        input: [series(context, 'postgresql.deadlocks', database, '0x10 0+1x30')],
        alerts: [
          { at: '11m', firing: [] },
          { at: '25m', firing: [labelsOf(context, database)] },
        ],
      },
      {
        name: 'is silent on a few in a row',
        input: [series(context, 'postgresql.deadlocks', database, '0x10 0 1 2 2x30')],
        alerts: [{ at: '20m', firing: [] }],
      },
    ];
  },
};
