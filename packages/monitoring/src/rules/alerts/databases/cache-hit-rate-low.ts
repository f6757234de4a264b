import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const CACHE = 'fluxora.cache.name';

export const cacheHitRateLow: AlertSource = {
  name: 'CacheHitRateLow',
  area: 'databases',
  severity: 'ticket',
  needs: 'caches',
  for: '30m',
  labels: [...BY_SERVICE, CACHE],
  summary:
    'Cache {{ $labels.fluxora_cache_name }} of {{ $labels.service_name }} answers {{ $value | humanizePercentage }}, far less than yesterday',
  description:
    'Over the last hour cache {{ $labels.fluxora_cache_name }} of {{ $labels.service_name }} answered {{ $value | humanizePercentage }} of what it was asked. It was far more at this time yesterday.',
  dashboard: 'databases',
  thresholds: ['cacheHitDrop', 'cacheRequestRate'],
  runbook: {
    meaning:
      'The share of hits fell well below what it was at this time yesterday: the cache lost its entries, forgets them too soon, or is asked something else.',
    impact:
      'What stands behind the cache does the work instead: it gets slow, then its callers do.',
    diagnosis: [
      {
        step: 'See which outcomes grew: `miss`, or `error` of the cache itself.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(CACHE, 'fluxora.cache.outcome')}) (rate(${q.metric('fluxora.cache.requests')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See whether entries are given up for want of room.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(CACHE, 'fluxora.cache.eviction.reason')}) (rate(${q.metric('fluxora.cache.evictions')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See whether processes restarted: caches in memory begin empty.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'See what a miss costs.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService(CACHE)}, le) (rate(${q.metric('fluxora.cache.load.duration', 'bucket')}{${scope.selector}}[15m])))`,
      },
    ],
    mitigation: [
      'After a restart: wait; it fills. Restart processes one after another next time.',
      'A key that changed with a version (a time stamp in it): roll back, or correct it.',
      'Evictions: see CacheTooSmall.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const ratio = `service_cache:cache_hit_ratio:rate1h{${scope.selector}}`;
    const by = q.byService(CACHE);
    return `${ratio} < ${ratio} offset 1d - ${limit(context, 'cacheHitDrop')}
and on (${by})
sum by (${by}) (rate(${q.metric('fluxora.cache.requests')}{${scope.selector}}[1h])) > ${limit(context, 'cacheRequestRate')}`;
  },
  tests: (context) => {
    const cache = { [CACHE]: 'forecasts' };
    const ratio = (values: string) =>
      recorded(context, 'service_cache:cache_hit_ratio:rate1h', cache, values);
    const requests = (values: string) =>
      series(
        context,
        'fluxora.cache.requests',
        { ...cache, 'fluxora.cache.outcome': 'miss' },
        values,
      );
    return [
      {
        name: 'fires when the cache answers half as much as yesterday',
        interval: '5m',
        input: [ratio('0.9x288 0.4x40'), requests('0+3000x330')],
        alerts: [
          { at: '24h20m', firing: [] },
          { at: '25h', firing: [labelsOf(context, cache)] },
        ],
      },
      {
        name: 'is silent when it varies, and when hardly anybody asks',
        interval: '5m',
        input: [ratio('0.9x288 0.75x20 0.1x20'), requests('0+3000x300 900000+1x40')],
        alerts: [
          { at: '25h', firing: [] },
          { at: '27h', firing: [] },
        ],
      },
    ];
  },
};
