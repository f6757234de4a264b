import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const CACHE = 'fluxora.cache.name';

export const cacheTooSmall: AlertSource = {
  name: 'CacheTooSmall',
  area: 'databases',
  severity: 'ticket',
  needs: 'caches',
  for: '1h',
  labels: [...BY_SERVICE, CACHE],
  summary:
    'Cache {{ $labels.fluxora_cache_name }} of {{ $labels.service_name }} is too small: it gives up {{ $value | humanize }} entries per miss',
  description:
    'For an hour cache {{ $labels.fluxora_cache_name }} of {{ $labels.service_name }} has had to give up {{ $value | humanize }} entries for each value that it did not have, while it misses much of what it is asked. It throws away what is asked for again.',
  dashboard: 'databases',
  thresholds: ['cacheEvictionsPerMiss', 'cacheMissShare'],
  runbook: {
    meaning:
      'Nearly every new entry pushes another one out, and many requests miss. A full cache with many hits is fine and does not count.',
    impact: 'The cache costs memory and helps little; what stands behind it does the work.',
    diagnosis: [
      {
        step: 'See how full it is.',
        query: ({ q, scope }) =>
          `max by (${q.byService(CACHE)}) (${q.metric('fluxora.cache.entry.count')}{${scope.selector}}) / max by (${q.byService(CACHE)}) (${q.metric('fluxora.cache.entry.limit')}{${scope.selector}})`,
      },
      {
        step: 'See whether it was ever better: a new key or a new client may have come.',
        query: ({ scope }) => `service_cache:cache_hit_ratio:rate1h{${scope.selector}}`,
      },
      {
        step: 'See whether the process has memory to spare.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (${q.metric('v8js.memory.heap.used')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.v8js.memory.heap.limit')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Enlarge it, when there is memory.',
      'Leave out what is asked for once (scans, exports).',
      'Share it between processes (Redis), when each holds the same.',
    ],
    escalation: 'The owners of the service, in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `sum by (${q.byService(CACHE)})`;
    const requests = q.metric('fluxora.cache.requests');
    const misses = `${by} (rate(${requests}{${scope.selector}, ${q.label('fluxora.cache.outcome')}="miss"}[30m]))`;
    return `${by} (rate(${q.metric('fluxora.cache.evictions')}{${scope.selector}, ${q.label('fluxora.cache.eviction.reason')}="capacity"}[30m]))
/
(${misses} > 0)
> ${limit(context, 'cacheEvictionsPerMiss')}
and
${misses} / ${by} (rate(${requests}{${scope.selector}}[30m])) > ${limit(context, 'cacheMissShare')}`;
  },
  tests: (context) => {
    const cache = (name: string, hits: number, misses: number, evictions: number) => [
      series(
        context,
        'fluxora.cache.requests',
        { [CACHE]: name, 'fluxora.cache.outcome': 'hit' },
        `0+${hits}x150`,
      ),
      series(
        context,
        'fluxora.cache.requests',
        { [CACHE]: name, 'fluxora.cache.outcome': 'miss' },
        `0+${misses}x150`,
      ),
      series(
        context,
        'fluxora.cache.evictions',
        { [CACHE]: name, 'fluxora.cache.eviction.reason': 'capacity' },
        `0+${evictions}x150`,
      ),
    ];
    return [
      {
        name: 'fires when every miss pushes out what is asked for again',
        input: cache('forecasts', 30, 70, 69),
        alerts: [
          { at: '50m', firing: [] },
          { at: '80m', firing: [labelsOf(context, { [CACHE]: 'forecasts' })] },
        ],
      },
      {
        name: 'is silent about a full cache that answers nearly everything, and about one that has room',
        input: [...cache('full', 95, 5, 5), ...cache('roomy', 10, 90, 0)],
        alerts: [{ at: '140m', firing: [] }],
      },
    ];
  },
};
