import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, endpointsOf, reads, serverSelector, silentServers } from './server.ts';

const METRIC = 'redis.uptime';

export const redisDown: AlertSource = {
  name: 'RedisDown',
  area: 'servers',
  severity: 'page',
  per: 'platform',
  isWanted: (context) => reads(context, 'redis'),
  for: '2m',
  labels: BY_SERVER,
  summary: 'Redis {{ $labels.service_instance_id }} does not answer',
  description:
    'The Collector has read nothing from Redis {{ $labels.service_instance_id }} for five minutes. It is down, or refuses the Collector.',
  dashboard: 'servers',
  inhibits: [
    { alert: 'RedisMemoryNearLimit', equal: BY_SERVER },
    { alert: 'RedisEvictions', equal: BY_SERVER },
  ],
  runbook: {
    meaning:
      'The server answers no question of the Collector: it does not run, is loading its data, cannot be reached, or wants another password.',
    impact:
      'Caches miss, so that everything behind them gets the whole load; queues in it stand still, and what is enqueued fails.',
    diagnosis: [
      {
        step: 'See whether caches of the services miss.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.cache.name', 'fluxora.cache.outcome')}) (rate(${q.metric('fluxora.cache.requests')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See how much memory it had at last: the kernel ends what takes too much.',
        query: (context) =>
          `max by (${context.q.labels(...BY_SERVER)}) (last_over_time(${context.q.metric('redis.memory.rss')}{${serverSelector(context, 'redis')}}[1h]))`,
      },
      {
        step: 'Ask it from its own machine: `redis-cli ping`. LOADING: it reads its data and will be there. NOAUTH: only the Collector is locked out.',
      },
    ],
    mitigation: [
      'It does not run: start it. Out of memory: set `maxmemory` below what the machine has.',
      'It cannot write its snapshot (MISCONF): free disk, then `config set stop-writes-on-bgsave-error no` until that is done.',
      'It is gone for good: promote a replica.',
      'The database behind the caches is overloaded: see its own alerts; fewer replicas of the services for the while may help more than more.',
    ],
    escalation: 'Platform owners at once; owners of the services whose queues are there.',
    reviewed: REVIEWED,
  },
  expr: (context) => silentServers(context, 'redis', METRIC),
  tests: (context) => {
    const [endpoint = ''] = endpointsOf(context, 'redis');
    const server = { 'service.name': 'redis', 'service.instance.id': endpoint };
    return [
      {
        name: 'fires when a server has not been read for five minutes',
        input: [series(context, METRIC, server, '0+60x10')],
        alerts: [
          { at: '12m', firing: [] },
          { at: '17m', firing: [labelsOf(context, server)] },
        ],
      },
      {
        name: 'is silent when it starts anew',
        input: [series(context, METRIC, server, '0+60x10 0+60x20')],
        alerts: [{ at: '20m', firing: [] }],
      },
    ];
  },
};
