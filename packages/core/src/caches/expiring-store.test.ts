import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyTally } from './cache-signals.ts';
import { type Entry, ExpiringStore } from './expiring-store.ts';

const entry = (value: number, staleUntil = Infinity): Entry => ({
  kind: 'value',
  value,
  freshUntil: staleUntil,
  staleUntil,
  refreshFrom: 0,
  isUsed: false,
});

test('never holds more than max, loses nothing below it, and accounts for every entry', () => {
  const operation = fc.record({
    key: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom('set' as const, 'set' as const, 'get' as const, 'delete' as const),
    ttl: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 200 }),
      fc.integer({ min: 1, max: 8 }),
      (all, max) => {
        const store = new ExpiringStore(max);
        const tally = emptyTally();
        const model = new Map<number, Entry>();
        let added = 0;
        let deleted = 0;
        for (const [now, { key, kind, ttl }] of all.entries()) {
          const last = model.get(key);
          const wasThere = last !== undefined && store.holds(key, last);
          const fresh = entry(now, now + ttl);
          const act = {
            set: () => {
              store.set(key, fresh, tally);
              model.set(key, fresh);
              added += wasThere ? 0 : 1;
              return [store.holds(key, fresh), true];
            },
            get: () => {
              const isFresh = wasThere && now < last.staleUntil;
              return [store.get(key, now, tally), isFresh ? last : undefined];
            },
            delete: () => {
              deleted += wasThere ? 1 : 0;
              return [store.delete(key), wasThere];
            },
          }[kind];
          const [actual, expected] = act();
          expect(actual).toBe(expected);
          expect(store.size).toBeLessThanOrEqual(max);
          expect(store.size).toBe(added - deleted - tally.capacity - tally.expired);
        }
      },
    ),
  );
});

test('passes over what was used since the last look, and takes the oldest when all were', () => {
  const store = new ExpiringStore(3);
  const tally = emptyTally();
  for (const key of [1, 2, 3]) store.set(key, entry(key), tally);
  for (const key of [1, 2]) store.get(key, 0, tally);
  store.set(4, entry(4), tally);
  expect([1, 2, 3, 4].filter((key) => store.get(key, 0, tally))).toEqual([1, 2, 4]);
  store.set(5, entry(5), tally);
  expect(store.get(5, 0, tally)).toBeDefined();
  expect(store.size).toBe(3);
});

test('looks at no more than a few entries to make room in a large store of used ones', () => {
  const store = new ExpiringStore(10_000);
  const tally = emptyTally();
  for (let key = 0; key < 10_000; key++) {
    store.set(key, entry(key), tally);
    store.get(key, 0, tally);
  }
  store.set('new', entry(0), tally);
  // The 32 oldest had a second chance; the one after them made room.
  expect(store.get(32, 0, tally)).toBeUndefined();
  expect(store.get(0, 0, tally)).toBeDefined();
  expect(tally.capacity).toBe(1);
});
