import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { quantileOf, ratio, sumOfRates } from './shapes.ts';

/** How full connection pools are, and how long one waits for a connection. */
export const pools: RecordingSource = {
  name: 'pools',
  rules: (context) => ifEmitted(context, 'pools', () => rules(context)),
  tests: (context) => [test(context)],
};

function rules({ q }: RuleContext) {
  const pool = q.label('db.client.connection.pool.name');
  const by = `${q.byService()}, ${pool}`;
  const replica = `${q.byService('service.instance.id')}, ${pool}`;
  const used = `${q.label('db.client.connection.state')}="used"`;
  return [
    {
      record: 'service_pool:connections_used:sum',
      expr: `sum by (${by}) (${q.metric('db.client.connection.count')}{${used}})`,
      unit: '{connection}',
    },
    {
      record: 'service_pool:connection_utilization:ratio',
      expr: [
        `max by (${by}) (`,
        `  sum by (${replica}) (${q.metric('db.client.connection.count')}{${used}})`,
        `  / (sum by (${replica}) (${q.metric('db.client.connection.limit')}) > 0)`,
        ')',
      ].join('\n'),
      unit: '1',
      description: 'Of the fullest replica: each has a pool of its own.',
    },
    {
      record: 'service_pool:connection_requests_pending:sum',
      expr: `sum by (${by}) (${q.metric('db.client.connection.pending_requests')})`,
      unit: '{request}',
    },
    {
      record: 'service_pool:connection_timeouts:rate5m',
      expr: sumOfRates(by, q.metric('db.client.connection.timeouts'), '5m'),
      unit: '{timeout}/s',
    },
    {
      record: 'service_pool:connection_wait_seconds:p95_5m',
      expr: quantileOf(0.95, by, q.metric('db.client.connection.wait_time', 'bucket'), '5m'),
      unit: 's',
    },
    {
      record: 'service_pool:connection_use_seconds:avg5m',
      expr: ratio(
        sumOfRates(by, q.metric('db.client.connection.use_time', 'sum'), '5m'),
        sumOfRates(by, q.metric('db.client.connection.use_time', 'count'), '5m'),
      ),
      unit: 's',
    },
  ];
}

function test({ q }: RuleContext): RuleTest {
  const pool = { ...API, db_client_connection_pool_name: 'main' };
  const of = (service_instance_id: string, labels: Record<string, string> = {}) => ({
    ...pool,
    service_instance_id,
    ...labels,
  });
  const count = q.metric('db.client.connection.count');
  const limit = q.metric('db.client.connection.limit');
  return {
    name: 'one full pool is not hidden by an empty one',
    input: [
      series(count, of('a', { db_client_connection_state: 'used' }), '10x20'),
      series(count, of('a', { db_client_connection_state: 'idle' }), '0x20'),
      series(limit, of('a'), '10x20'),
      series(count, of('b', { db_client_connection_state: 'used' }), '1x20'),
      series(limit, of('b'), '10x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_pool:connection_utilization:ratio',
        expected: [{ labels: pool, value: 1 }],
      },
      {
        at: '15m',
        expr: 'service_pool:connections_used:sum',
        expected: [{ labels: pool, value: 11 }],
      },
    ],
  };
}
