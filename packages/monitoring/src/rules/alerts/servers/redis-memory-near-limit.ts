import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

export const redisMemoryNearLimit: AlertSource = {
  name: 'RedisMemoryNearLimit',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'redis'),
  for: '10m',
  labels: BY_SERVER,
  summary:
    'Redis {{ $labels.service_instance_id }} uses {{ $value | humanizePercentage }} of its memory',
  description:
    'Redis {{ $labels.service_instance_id }} uses {{ $value | humanizePercentage }} of maxmemory. At the limit it evicts keys, or refuses writes, by its policy.',
  dashboard: 'servers',
  thresholds: ['redisMemoryShare'],
  runbook: {
    meaning: 'The data of the server come near the limit that was set for it.',
    impact:
      'A cache forgets what it should know, and the database behind it works more. A queue (policy `noeviction`) takes no more jobs.',
    diagnosis: [
      {
        step: 'See whether it grows by and by, or since a deployment.',
        query: (context) =>
          `max by (${context.q.labels(...BY_SERVER)}) (${context.q.metric('redis.memory.used')}{${serverSelector(context, 'redis')}})`,
      },
      {
        step: 'See how many keys never expire.',
        query: (context) =>
          `sum by (${context.q.labels(...BY_SERVER, 'db')}) (${context.q.metric('redis.db.keys')}{${serverSelector(context, 'redis')}}) - sum by (${context.q.labels(...BY_SERVER, 'db')}) (${context.q.metric('redis.db.expires')}{${serverSelector(context, 'redis')}})`,
      },
      { step: 'Find the largest keys: `redis-cli --bigkeys`, at a quiet time.' },
    ],
    mitigation: [
      'Keys without expiry that need one: give them one.',
      'A queue whose jobs nobody does: see its own alerts; remove finished jobs (`removeOnComplete`).',
      'Real need: raise `maxmemory`, below what the machine has.',
    ],
    escalation: 'Platform owners in working hours; at once when it holds queues.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q } = context;
    const where = serverSelector(context, 'redis');
    const by = q.labels(...BY_SERVER);
    // 0 is "no limit".
    return `max by (${by}) (${q.metric('redis.memory.used')}{${where}})
/ (max by (${by}) (${q.metric('redis.maxmemory')}{${where}}) > 0)
> ${limit(context, 'redisMemoryShare')}`;
  },
  tests: (context) => {
    const server = { 'service.name': 'redis', 'service.instance.id': 'redis:6379' };
    const used = (values: string) => series(context, 'redis.memory.used', server, values);
    const most = (values: string) => series(context, 'redis.maxmemory', server, values);
    return [
      {
        name: 'fires above nine tenths of the limit',
        input: [used('80x10 95x30'), most('100x40')],
        alerts: [
          { at: '15m', firing: [] },
          { at: '25m', firing: [labelsOf(context, server)] },
        ],
      },
      {
        name: 'is silent where there is no limit',
        input: [used('95x40'), most('0x40')],
        alerts: [{ at: '25m', firing: [] }],
      },
    ];
  },
};
