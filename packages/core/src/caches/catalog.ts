import { defineCatalog } from '../catalog/define-catalog.ts';

/**
 * What became of a request for a value. Every request has exactly one outcome, so the sum over all outcomes is the number of
 * requests.
 */
export const CACHE_OUTCOMES = ['hit', 'miss', 'stale', 'coalesced', 'error'] as const;
export type CacheOutcome = (typeof CACHE_OUTCOMES)[number];

/** Values of `fluxora.cache.operation`. `…_many` is one call for several keys. */
export const CACHE_OPERATIONS = [
  'get',
  'get_many',
  'has',
  'set',
  'set_many',
  'delete',
  'delete_many',
  'clear',
] as const;
export type CacheOperation = (typeof CACHE_OPERATIONS)[number];

/** Why an entry had to go, other than by the caller's own wish. */
export const EVICTION_REASONS = ['capacity', 'expired'] as const;
export type EvictionReason = (typeof EVICTION_REASONS)[number];

const NAMED = { 'fluxora.cache.name': 'required' } as const;

/** Everything that observed caches and cached functions emit. Keys and values of a cache never appear in it. */
export const cacheCatalog = defineCatalog({
  name: '@fluxora/telemetry-core/caches',
  version: '0.1.0',
  attributes: {
    'fluxora.cache.name': {
      type: 'string',
      maxValues: 100,
      description: 'Name of the cache, as given in the code.',
    },
    'fluxora.cache.outcome': {
      values: CACHE_OUTCOMES,
      description:
        '`hit`: the cache had the value; `stale`: it had one that is past its time; `coalesced`: the request waited for a load ' +
        'that another one had started; `miss`: it had none; `error`: the cache or the load failed.',
    },
    'fluxora.cache.operation': {
      values: CACHE_OPERATIONS,
      description: 'What was asked of the cache; `…_many` is one call for several keys.',
    },
    'fluxora.cache.eviction.reason': {
      values: EVICTION_REASONS,
      description: '`capacity`: it made room for another entry; `expired`: its time was over.',
    },
    'error.type': {
      type: 'string',
      maxValues: 50,
      description: 'Class or code of the error. Absent on success.',
    },
  },
  signals: {
    requests: {
      name: 'fluxora.cache.requests',
      // Observable: a request then costs the increment of a field, a few nanoseconds. On the wire it is the same counter.
      kind: 'observableCounter',
      unit: '{request}',
      description:
        'Values that were asked for, by outcome; a call for several keys counts each of them.',
      stability: 'development',
      requirement: 'required',
      attributes: { ...NAMED, 'fluxora.cache.outcome': 'required' },
    },
    evictions: {
      name: 'fluxora.cache.evictions',
      kind: 'observableCounter',
      unit: '{entry}',
      description: 'Entries that the cache gave up by itself. Absent where that is not known.',
      stability: 'development',
      attributes: { ...NAMED, 'fluxora.cache.eviction.reason': 'required' },
    },
    operationDuration: {
      name: 'fluxora.cache.operation.duration',
      kind: 'histogram',
      unit: 's',
      description:
        'Time of a cache operation. By default of asynchronous caches only: reading a clock costs more than reading a Map.',
      stability: 'development',
      buckets: [
        0.000_01, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
        0.5, 1, 2.5,
      ],
      attributes: {
        ...NAMED,
        'fluxora.cache.operation': 'required',
        'error.type': 'recommended',
      },
    },
    loadDuration: {
      name: 'fluxora.cache.load.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time that it took to compute or fetch a value which the cache did not have.',
      stability: 'development',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      attributes: { ...NAMED, 'error.type': 'recommended' },
    },
    entries: {
      name: 'fluxora.cache.entry.count',
      kind: 'observableUpDownCounter',
      unit: '{entry}',
      description: 'Entries in the cache, those past their time included until they are removed.',
      stability: 'development',
      attributes: NAMED,
    },
    maxEntries: {
      name: 'fluxora.cache.entry.limit',
      kind: 'observableUpDownCounter',
      unit: '{entry}',
      description: 'Entries that the cache may hold.',
      stability: 'development',
      attributes: NAMED,
    },
    usage: {
      name: 'fluxora.cache.usage',
      kind: 'observableUpDownCounter',
      unit: 'By',
      description: 'Size of the entries, as the cache itself calculates it.',
      stability: 'development',
      attributes: NAMED,
    },
    limit: {
      name: 'fluxora.cache.limit',
      kind: 'observableUpDownCounter',
      unit: 'By',
      description: 'Size that the entries may have together.',
      stability: 'development',
      attributes: NAMED,
    },
  },
});
