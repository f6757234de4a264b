import { createTestTelemetry } from '@fluxora/telemetry-testing';
import * as fc from 'fast-check';
import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import { expect, test } from 'vitest';
import { evictionsOf, outcomesOf } from './fixtures/outcomes-of.ts';
import { observeCache } from './observe-cache.ts';

/** A random sequence of operations gives the same results on an observed cache as on a bare one, and counts equal a model. */

const key = fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__', '');
const value = fc.constantFrom<unknown>(0, 1, '', 'x', null, undefined, Number.NaN, {});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('get' as const), key) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('set' as const), key, value) },
  fc.tuple(fc.constant('has' as const), key),
  fc.tuple(fc.constant('delete' as const), key),
  fc.tuple(fc.constant('clear' as const)),
);
const steps = fc.array(step, { maxLength: 60 });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Model {
  hit: number;
  miss: number;
}

const nonZero = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

type AnyCache = Record<Step[0], (...args: unknown[]) => unknown> & { readonly size?: number };

function perform(cache: object, [operation, ...args]: Step): unknown {
  const result = (cache as AnyCache)[operation](...args);
  return result === cache ? 'itself' : result;
}

/** What a request must count as, from what a bare cache says about itself before. */
function expectIn(model: Model, isThere: boolean, [operation]: Step): void {
  if (operation === 'get') model[isThere ? 'hit' : 'miss'] += 1;
  if (operation === 'has' && !isThere) model.miss += 1;
}

test('a Map', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const t = createTestTelemetry();
      const bare = new Map<unknown, unknown>();
      const cache = observeCache('c', new Map<unknown, unknown>(), { providers: t.providers });
      const model: Model = { hit: 0, miss: 0 };
      for (const each of sequence) {
        expectIn(model, bare.has(each[1]), each);
        expect(perform(cache, each)).toBe(perform(bare, each));
        expect(cache.size).toBe(bare.size);
      }
      expect([...cache]).toEqual([...bare]);
      expect(outcomesOf(t, 'c')).toEqual(nonZero({ ...model }));
    }),
  );
});

test('an LRUCache, evictions included', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), fc.boolean(), (sequence, max, isSized) => {
      const t = createTestTelemetry();
      let evicted = 0;
      const settings = isSized
        ? { maxSize: 5, sizeCalculation: (_: unknown, of: unknown) => String(of).length + 1 }
        : { max };
      const bare = new LRUCache<string, object>({
        ...settings,
        dispose: (_value, _key, reason) => void (evicted += Number(reason === 'evict')),
      });
      const target = new LRUCache<string, object>(settings);
      const cache = observeCache('c', target, { providers: t.providers });
      const model: Model = { hit: 0, miss: 0 };
      for (const each of sequence) {
        expectIn(model, bare.has(each[1] as string), each);
        expect(perform(cache, each)).toBe(perform(bare, each));
        expect([cache.size, cache.calculatedSize]).toEqual([bare.size, bare.calculatedSize]);
      }
      expect([...cache]).toEqual([...bare]);
      expect(cache.dump().map(([of]) => of)).toEqual(bare.dump().map(([of]) => of));
      expect(outcomesOf(t, 'c')).toEqual(nonZero({ ...model }));
      expect(evictionsOf(t, 'c')).toEqual(nonZero({ capacity: evicted }));
    }),
  );
});

test('a Keyv', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const t = createTestTelemetry();
      const bare = new Keyv<unknown>();
      const cache = observeCache('c', new Keyv<unknown>(), { providers: t.providers });
      const model: Model = { hit: 0, miss: 0 };
      for (const each of sequence) {
        const isThere = each[0] !== 'clear' && (await bare.has(each[1]));
        const expected = await perform(bare, each);
        // Keyv keeps an undefined, and gives it as it gives nothing.
        expectIn(model, isThere && !(each[0] === 'get' && expected === undefined), each);
        expect(await perform(cache, each)).toEqual(expected);
      }
      expect(outcomesOf(t, 'c')).toEqual(nonZero({ ...model }));
    }),
    { numRuns: 50 },
  );
});
