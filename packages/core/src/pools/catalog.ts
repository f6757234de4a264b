import { defineCatalog } from '../catalog/define-catalog.ts';

/** From a connection that lay ready to a queue that is about to time out. Seconds. */
const SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

const POOL = { 'db.client.connection.pool.name': 'required' } as const;

/** What {@link observePool} emits, by OpenTelemetry semantic conventions 1.45. */
export const connectionPoolCatalog = defineCatalog({
  name: '@fluxora/telemetry-core/pools',
  version: '0.1.0',
  attributes: {
    'db.client.connection.pool.name': {
      type: 'string',
      maxValues: 200,
      description: 'Name of the pool: given, or address, port and database of its server.',
    },
    'db.client.connection.state': {
      values: ['idle', 'used'],
      description: 'Whether somebody holds the connection.',
    },
  },
  signals: {
    count: {
      name: 'db.client.connection.count',
      kind: 'observableUpDownCounter',
      unit: '{connection}',
      description:
        'The number of connections that are currently in state described by the state attribute.',
      stability: 'development',
      requirement: 'required',
      attributes: { ...POOL, 'db.client.connection.state': 'required' },
    },
    limit: {
      name: 'db.client.connection.limit',
      kind: 'observableUpDownCounter',
      unit: '{connection}',
      description: 'The maximum number of open connections allowed.',
      stability: 'development',
      attributes: POOL,
    },
    idleMax: {
      name: 'db.client.connection.idle.max',
      kind: 'observableUpDownCounter',
      unit: '{connection}',
      description: 'The maximum number of idle open connections allowed.',
      stability: 'development',
      attributes: POOL,
    },
    idleMin: {
      name: 'db.client.connection.idle.min',
      kind: 'observableUpDownCounter',
      unit: '{connection}',
      description: 'The minimum number of idle open connections allowed.',
      stability: 'development',
      attributes: POOL,
    },
    pendingRequests: {
      name: 'db.client.connection.pending_requests',
      kind: 'observableUpDownCounter',
      unit: '{request}',
      description: 'The number of current pending requests for an open connection.',
      stability: 'development',
      attributes: POOL,
    },
    timeouts: {
      name: 'db.client.connection.timeouts',
      kind: 'counter',
      unit: '{timeout}',
      description:
        'The number of connection timeouts that have occurred trying to obtain a connection from the pool.',
      stability: 'development',
      attributes: POOL,
    },
    createTime: {
      name: 'db.client.connection.create_time',
      kind: 'histogram',
      unit: 's',
      description: 'The time it took to create a new connection.',
      stability: 'development',
      buckets: SECONDS,
      attributes: POOL,
    },
    waitTime: {
      name: 'db.client.connection.wait_time',
      kind: 'histogram',
      unit: 's',
      description: 'The time it took to obtain an open connection from the pool.',
      stability: 'development',
      buckets: SECONDS,
      attributes: POOL,
    },
    useTime: {
      name: 'db.client.connection.use_time',
      kind: 'histogram',
      unit: 's',
      description: 'The time between borrowing a connection and returning it to the pool.',
      stability: 'development',
      buckets: SECONDS,
      attributes: POOL,
    },
  },
});
