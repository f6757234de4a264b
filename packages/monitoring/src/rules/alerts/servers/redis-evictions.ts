import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

export const redisEvictions: AlertSource = {
  name: 'RedisEvictions',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'redis'),
  for: '15m',
  labels: BY_SERVER,
  summary: 'Redis {{ $labels.service_instance_id }} evicts {{ $value | humanize }} keys per second',
  description:
    'Redis {{ $labels.service_instance_id }} is full and forgets {{ $value | humanize }} keys per second that had not expired.',
  dashboard: 'servers',
  thresholds: ['redisEvictions'],
  runbook: {
    meaning:
      'For each new key another has to go. In a cache this costs hits; in a queue it would lose jobs.',
    impact:
      'Hit ratios fall, and what is behind the cache gets more to do. If jobs or sessions are in the same server, they can be lost.',
    diagnosis: [
      {
        step: 'See the share of hits: does it fall since the evictions began?',
        query: (context) => {
          const { q } = context;
          const rate = (name: string) =>
            `sum by (${q.labels(...BY_SERVER)}) (rate(${q.metric(name)}{${serverSelector(context, 'redis')}}[10m]))`;
          return `${rate('redis.keyspace.hits')} / (${rate('redis.keyspace.hits')} + ${rate('redis.keyspace.misses')} > 0)`;
        },
      },
      {
        step: 'See whether it is one database that grows.',
        query: (context) =>
          `sum by (${context.q.labels(...BY_SERVER, 'db')}) (${context.q.metric('redis.db.keys')}{${serverSelector(context, 'redis')}})`,
      },
      {
        step: 'Look at its policy: `redis-cli config get maxmemory-policy`. Queues need `noeviction`.',
      },
    ],
    mitigation: [
      'Queues and caches in one server: part them.',
      'Shorter expiry for what is seldom asked for, or smaller values.',
      'Real need: raise `maxmemory`, below what the machine has.',
    ],
    escalation: 'Platform owners in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `sum by (${context.q.labels(...BY_SERVER)}) (rate(${context.q.metric('redis.keys.evicted')}{${serverSelector(context, 'redis')}}[5m])) > ${limit(context, 'redisEvictions')}`,
  tests: (context) => {
    const server = { 'service.name': 'redis', 'service.instance.id': 'redis:6379' };
    return [
      {
        name: 'fires when it goes on for a quarter of an hour',
        input: [series(context, 'redis.keys.evicted', server, '0x10 0+1200x40')],
        alerts: [
          { at: '20m', firing: [] },
          { at: '35m', firing: [labelsOf(context, server)] },
        ],
      },
      {
        name: 'is silent on a few now and then',
        input: [series(context, 'redis.keys.evicted', server, '0+60x50')],
        alerts: [{ at: '35m', firing: [] }],
      },
    ];
  },
};
