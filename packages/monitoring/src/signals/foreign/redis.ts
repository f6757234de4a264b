import { foreignMetrics } from './foreign-metrics.ts';

/** The `redis` receiver 0.161. */
export const redisMetrics = foreignMetrics(
  'redis receiver',
  [
    ['redis.clients.blocked', 'upDownCounter', '{client}'],
    ['redis.clients.connected', 'upDownCounter', '{client}'],
    ['redis.commands.processed', 'counter', '{command}'],
    ['redis.connections.received', 'counter', '{connection}'],
    ['redis.connections.rejected', 'counter', '{connection}'],
    ['redis.cpu.time', 'counter', 's', 'state'],
    ['redis.db.expires', 'gauge', '{key}', 'db'],
    ['redis.db.keys', 'gauge', '{key}', 'db'],
    ['redis.keys.evicted', 'counter', '{key}'],
    ['redis.keys.expired', 'counter', '{event}'],
    ['redis.keyspace.hits', 'counter', '{hit}'],
    ['redis.keyspace.misses', 'counter', '{miss}'],
    ['redis.maxmemory', 'gauge', 'By'],
    ['redis.memory.fragmentation_ratio', 'gauge', '1'],
    ['redis.memory.peak', 'gauge', 'By'],
    ['redis.memory.rss', 'gauge', 'By'],
    ['redis.memory.used', 'gauge', 'By'],
    ['redis.net.input', 'counter', 'By'],
    ['redis.net.output', 'counter', 'By'],
    ['redis.rdb.changes_since_last_save', 'upDownCounter', '{change}'],
    ['redis.slaves.connected', 'upDownCounter', '{replica}'],
    ['redis.uptime', 'counter', 's'],
  ],
  ['redis.version'],
);
