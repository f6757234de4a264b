import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { orZero, quantileOf, ratio, sumOfRates } from './shapes.ts';

/** How much caches save, and what a miss costs. */
export const caches: RecordingSource = {
  name: 'caches',
  rules: (context) => ifEmitted(context, 'caches', () => rules(context)),
  tests: (context) => [test(context)],
};

function rules({ q }: RuleContext) {
  const by = q.byService('fluxora.cache.name');
  const requests = q.metric('fluxora.cache.requests');
  const outcome = q.label('fluxora.cache.outcome');
  const load = q.metric('fluxora.cache.load.duration', 'bucket');
  const shareOf = (outcomes: string, window: string): string => {
    const all = sumOfRates(by, requests, window);
    const some = sumOfRates(by, `${requests}{${outcome}=~"${outcomes}"}`, window);
    return ratio(`(\n${orZero(some, all)}\n)`, all);
  };
  return [
    {
      record: 'service_cache:cache_requests:rate5m',
      expr: sumOfRates(by, requests, '5m'),
      unit: '{request}/s',
    },
    {
      record: 'service_cache:cache_hit_ratio:rate5m',
      expr: shareOf('hit|stale', '5m'),
      unit: '1',
      description: 'Answered by the cache, also with what is past its time.',
    },
    { record: 'service_cache:cache_error_ratio:rate5m', expr: shareOf('error', '5m'), unit: '1' },
    {
      record: 'service_cache:cache_evictions:rate5m',
      expr: sumOfRates(by, q.metric('fluxora.cache.evictions'), '5m'),
      unit: '{entry}/s',
    },
    {
      record: 'service_cache:cache_load_seconds:p50_5m',
      expr: quantileOf(0.5, by, load, '5m'),
      unit: 's',
    },
    {
      record: 'service_cache:cache_load_seconds:p95_5m',
      expr: quantileOf(0.95, by, load, '5m'),
      unit: 's',
    },
    {
      record: 'service_cache:cache_entries:ratio',
      expr: ratio(
        `sum by (${by}) (${q.metric('fluxora.cache.entry.count')})`,
        `sum by (${by}) (${q.metric('fluxora.cache.entry.limit')})`,
      ),
      unit: '1',
      description: 'How full it is, where it has a limit.',
    },
    {
      record: 'service_cache:cache_hit_ratio:rate1h',
      expr: shareOf('hit|stale', '1h'),
      unit: '1',
    },
  ];
}

function test({ q }: RuleContext): RuleTest {
  const requests = q.metric('fluxora.cache.requests');
  const of = (fluxora_cache_name: string, fluxora_cache_outcome: string) => ({
    ...API,
    fluxora_cache_name,
    fluxora_cache_outcome,
  });
  return {
    name: 'a stale answer is a hit, a load that another started is none, and no requests have no ratio',
    input: [
      series(requests, of('forecasts', 'hit'), '0+60x20'),
      series(requests, of('forecasts', 'stale'), '0+30x20'),
      series(requests, of('forecasts', 'coalesced'), '0+6x20'),
      series(requests, of('forecasts', 'miss'), '0+24x20'),
      series(requests, of('cold', 'miss'), '0+60x20'),
      series(requests, of('unused', 'hit'), '0x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_cache:cache_hit_ratio:rate5m',
        expected: [
          { labels: { ...API, fluxora_cache_name: 'cold' }, value: 0 },
          { labels: { ...API, fluxora_cache_name: 'forecasts' }, value: 0.75 },
        ],
      },
    ],
  };
}
