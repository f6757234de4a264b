import type { PerformanceEntry, PerformanceObserver as Observer } from 'node:perf_hooks';
import type { RuntimeInstruments } from './observe-runtime.ts';

/** `kind` of an entry. V8 has two ways to collect the young generation; Node.js names a constant for one of them. */
const TYPES = {
  1: 'minor',
  2: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weakcb',
} as const;

type GcType = (typeof TYPES)[keyof typeof TYPES];

/**
 * `v8js.gc.duration`. Node.js reports each collection to an observer, which starts with the first SDK, or at the first
 * collection of metrics. Its cost is per garbage collection, and small beside it.
 */
export function observeGarbageCollection(instruments: RuntimeInstruments): (() => void)[] {
  const { gcDuration, heapLimit } = instruments;
  const byType = new Map(
    [...new Set<GcType>(Object.values(TYPES))].map((type) => [
      type,
      gcDuration.bind({ 'v8js.gc.type': type }),
    ]),
  );
  let observer: Observer | undefined;
  const start = (): void => {
    if (observer !== undefined) return;
    observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const type = TYPES[kindOf(entry)];
        if (type !== undefined) byType.get(type)?.record(entry.duration / 1e3);
      }
    });
    observer.observe({ entryTypes: ['gc'] });
  };
  if (gcDuration.isEnabled()) start();
  return [
    // A histogram is not asked at a collection, so another instrument's callback tells that there is an SDK now.
    heapLimit.observe(start),
    () => observer?.disconnect(),
  ];
}

function kindOf(entry: PerformanceEntry): keyof typeof TYPES {
  return (entry as PerformanceEntry & { detail: { kind: keyof typeof TYPES } }).detail.kind;
}
