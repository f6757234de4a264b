import { type CacheWatch, type Method, replaceMethod } from './cache-watch.ts';
import { observePromise } from './observe-promise.ts';

/** The calls of `wrap` for one key that are under way: cache-manager lets all of them wait for the first. */
interface Flight {
  isLoaded: boolean;
  callers: number;
}

/**
 * cache-manager's `wrap(key, load, …)`. Whether the loader ran before the answer tells a miss from a hit; a loader that is still
 * running then refreshes a value that was there.
 */
export function wrapMethod(watch: CacheWatch): Method {
  const flights = new Map<unknown, Flight>();
  return replaceMethod(watch, 'wrap', (wrap, [key, load, ...rest]) => {
    const flight = flights.get(key) ?? { isLoaded: false, callers: 0 };
    const isFirst = flight.callers === 0;
    flights.set(key, flight);
    flight.callers += 1;
    let isLoaded = false;
    const onLoaded = (): void => {
      isLoaded = true;
      flight.isLoaded = true;
    };
    const end = (isFailed: boolean): void => {
      flight.callers -= 1;
      if (flight.callers === 0) flights.delete(key);
      if (isFailed) watch.tally.error += 1;
      else if (isLoaded) watch.tally.miss += 1;
      else if (!isFirst && flight.isLoaded) watch.tally.coalesced += 1;
      else watch.tally.hit += 1;
    };
    let result: unknown;
    try {
      result = Reflect.apply(wrap, watch.target, [
        key,
        observedLoad(watch, load, onLoaded),
        ...rest,
      ]);
    } catch (error) {
      end(true);
      throw error;
    }
    return observePromise(result, { settled: () => end(false), failed: () => end(true) }, 'derive');
  });
}

function observedLoad(watch: CacheWatch, load: unknown, onLoaded: () => void): unknown {
  if (typeof load !== 'function') return load;
  const observed: Method = function (...args) {
    const startedAt = watch.startLoad();
    const failed = (error: unknown): void => watch.signals.recordLoad(startedAt, { error });
    const settled = (): void => {
      onLoaded();
      watch.signals.recordLoad(startedAt);
    };
    let result: unknown;
    try {
      result = Reflect.apply(load as Method, this, args);
    } catch (error) {
      failed(error);
      throw error;
    }
    return observePromise(result, { settled, failed }, 'derive');
  };
  return observed;
}
