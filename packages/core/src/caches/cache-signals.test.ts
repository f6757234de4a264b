import { setImmediate as nextTurn } from 'node:timers/promises';
import { createInstruments } from '../instruments/create-instruments.ts';
import { expect, test } from 'vitest';
import { CacheSignals, type CacheSize } from './cache-signals.ts';
import { cacheCatalog } from './catalog.ts';
import { collectGarbage } from './fixtures/collect-garbage.ts';

const setUp = () => new CacheSignals('sites', createInstruments(cacheCatalog), {});

test('adds up the sizes of all caches, each as far as it knows them', () => {
  const signals = setUp();
  const caches = [{}, {}, {}];
  const sizes: CacheSize[] = [{ entries: 1, limit: 10 }, { entries: 2 }, { usage: 5, limit: 20 }];
  const stops = caches.map((cache, index) => signals.reportSize(cache, () => sizes[index]!));
  expect(signals.size()).toEqual({ entries: 3, usage: 5, limit: 30 });
  stops[0]?.();
  expect(signals.size()).toEqual({ entries: 2, usage: 5, limit: 20 });
});

test('forgets short-lived caches although nobody asks for their size', async () => {
  const signals = setUp();
  const kept: WeakRef<object>[] = [];
  for (let index = 0; index < 1_000; index++) {
    const sizeOf = () => ({ entries: index });
    kept.push(new WeakRef(sizeOf));
    signals.reportSize({}, sizeOf);
    if (index % 50 !== 0) continue;
    await nextTurn();
    collectGarbage();
  }
  await nextTurn();
  collectGarbage();
  expect(kept.filter((each) => each.deref()).length).toBeLessThan(200);
  // Not collected together with all it holds.
  expect(signals.name).toBe('sites');
});
