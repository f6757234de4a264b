import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { redRules } from './shapes.ts';

/** Operations of clients, by database and by operation. */
export const databases: RecordingSource = {
  name: 'databases',
  rules: (context) =>
    ifEmitted(context, 'databases', () => [
      ...operations(context, 'service_database', ['db.system.name', 'db.namespace']),
      ...operations(context, 'service_operation', [
        'db.system.name',
        'db.namespace',
        'db.collection.name',
        'db.operation.name',
      ]),
    ]),
  tests: (context) => [test(context)],
};

function operations({ q }: RuleContext, level: string, attributes: readonly string[]) {
  const count = q.metric('db.client.operation.duration', 'count');
  return redRules({
    level,
    by: q.byService(...attributes),
    window: '5m',
    names: {
      events: 'db_operations',
      errors: 'db_errors',
      errorRatio: 'db_error_ratio',
      duration: 'db_duration_seconds',
    },
    events: count,
    errors: `${count}{${q.label('error.type')}!=""}`,
    bucket: q.metric('db.client.operation.duration', 'bucket'),
    unit: '{operation}/s',
  });
}

function test({ q }: RuleContext): RuleTest {
  const count = q.metric('db.client.operation.duration', 'count');
  const database = { ...API, db_system_name: 'postgresql', db_namespace: 'forecasts' };
  const operation = { ...database, db_collection_name: 'sites', db_operation_name: 'SELECT' };
  return {
    name: 'operations of a database add up over tables and verbs',
    input: [
      series(count, operation, '0+54x20'),
      series(count, { ...operation, error_type: '57014' }, '0+6x20'),
      series(count, { ...operation, db_operation_name: 'INSERT' }, '0+60x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_database:db_error_ratio:rate5m',
        expected: [{ labels: database, value: 0.05 }],
      },
      {
        at: '15m',
        expr: 'service_operation:db_error_ratio:rate5m',
        expected: [
          { labels: { ...operation, db_operation_name: 'INSERT' }, value: 0 },
          { labels: operation, value: 0.1 },
        ],
      },
    ],
  };
}
