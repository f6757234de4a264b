import type { RuntimeInstruments } from './observe-runtime.ts';

/**
 * `v8js.resource.active`: what keeps the event loop alive, by kind. A kind that was there once is reported as 0 afterwards, so
 * that its series does not stand still at its last value.
 *
 * Node.js makes a list of all of them: 50 µs per 1000 open sockets.
 */
export function observeActiveResources({ activeResources }: RuntimeInstruments): (() => void)[] {
  const counts = new Map<string, number>();
  return [
    activeResources.observe((observe) => {
      for (const type of counts.keys()) counts.set(type, 0);
      for (const type of process.getActiveResourcesInfo()) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
      for (const [type, count] of counts) observe(count, { 'v8js.resource.type': type });
    }),
  ];
}
