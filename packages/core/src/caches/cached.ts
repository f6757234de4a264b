import { quote } from '../catalog/quote.ts';
import { types } from '../node-builtins.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { cacheSignals } from './cache-registry.ts';
import { Memo, type MemoOptions } from './memo.ts';
import { nameProblems } from './name-problems.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (this: any, ...args: any) => any;

export interface CachedOptions<F extends AnyFunction = AnyFunction> {
  /** How long a result is served. Milliseconds, > 0, or `Infinity`. @defaultValue 60_000 */
  readonly ttlMs?: number;
  /**
   * How much longer a result is served while one call loads a new one in the background. Milliseconds, ≥ 0, or `Infinity`.
   * @defaultValue 0
   */
  readonly staleMs?: number;
  /** How long an error is served instead of trying again. Milliseconds, ≥ 0. @defaultValue 0: errors are not kept */
  readonly errorTtlMs?: number;
  /** Results that are kept, a whole number > 0; one that was not used lately makes room. @defaultValue 1_000 */
  readonly max?: number;
  /**
   * Makes the key of a call, from its arguments and `this`: a string, number or other primitive. It never leaves the process.
   * @defaultValue the argument itself, if there is at most one and it is a primitive
   */
  readonly key?: (this: ThisParameterType<F>, ...args: Parameters<F>) => unknown;
  /** Ends the measuring when it aborts, as `stop()` does. */
  readonly signal?: AbortSignal;
  readonly providers?: Providers;
}

/** What a cached function can do beyond being called. */
export interface CachedControls<F extends AnyFunction> {
  /** Forgets the result for these arguments, also of a load that is under way. Returns whether there was one. */
  delete(...args: Parameters<F>): boolean;
  /** Forgets every result; loads that are under way are not kept. */
  clear(): void;
  /** Ends the measuring. The function goes on caching. May be called twice. */
  stop(): void;
}

/**
 * Returns a function that remembers the results of `fn`, and measures how well that works.
 *
 * Calls for one key that come while it is being loaded wait for that load (single flight): the others' arguments beyond the
 * key, for example an `AbortSignal`, have no effect. Promises are kept when they are fulfilled; what is rejected or thrown is
 * passed on untouched and, by default, not kept. `undefined` is a result like any other. Within `staleMs` the old result is
 * served and a new one is loaded in the background, a function that works synchronously being called in a later turn of the
 * event loop; an error there is measured and costs nothing else. Iterators and streams can be read only once, so they are
 * passed on and not kept.
 *
 * `this`, `name` and `length` are those of `fn`. A call without a usable key (see `key`) goes to `fn`, counts as a miss, and is
 * said once. Without an SDK, and after its shutdown, the function caches all the same.
 *
 * @param name - From code, not from input: 100 names per process are told apart. Functions may share one; their counts add up.
 * @throws TelemetryError `cache.invalid` when the name, the function or an option is wrong, or when the function has several
 * parameters and `key` is missing.
 *
 * @example
 * const site = cached('sites', async (id: string) => database.site(id), { ttlMs: 300_000, staleMs: 60_000 });
 * await site('berlin');
 */
export function cached<F extends AnyFunction>(
  name: string,
  fn: F,
  options: CachedOptions<F> = {},
): F & CachedControls<F> {
  const problems = [
    ...nameProblems('cached', name),
    ...functionProblems(fn, options),
    ...optionProblems(options),
  ];
  if (problems.length > 0) throw new TelemetryError('cache.invalid', problems);
  const memo = new Memo(fn, cacheSignals(name, options.providers), options as MemoOptions);
  const replacement = function (this: unknown, ...args: unknown[]): unknown {
    return memo.call(this, args);
  };
  const controls: CachedControls<F> = {
    delete: (...args) => memo.delete(args),
    clear: () => memo.clear(),
    stop: () => memo.stop(),
  };
  Object.defineProperty(replacement, 'name', { value: fn.name, configurable: true });
  Object.defineProperty(replacement, 'length', { value: fn.length, configurable: true });
  stopOnAbort(memo, options.signal);
  return Object.assign(replacement, controls) as unknown as F & CachedControls<F>;
}

/** Weakly: a signal of the whole process must not keep what is cached for a part of it. */
function stopOnAbort(memo: Memo, signal: AbortSignal | undefined): void {
  const target = new WeakRef(memo);
  if (signal?.aborted) memo.stop();
  else signal?.addEventListener('abort', () => target.deref()?.stop(), { once: true });
}

function functionProblems(fn: unknown, options: CachedOptions): string[] {
  if (typeof fn !== 'function') {
    return [
      `telemetry/cache: cached() was given ${quote(fn)} for a function. Pass the function whose results are to be kept.`,
    ];
  }
  if (types.isGeneratorFunction(fn)) {
    return [
      'telemetry/cache: cached() was given a generator function, whose result can be read only once. Cache a function that ' +
        'gives an array.',
    ];
  }
  if (fn.length > 1 && options?.key === undefined) {
    return [
      `telemetry/cache: cached() was given a function of ${fn.length} parameters without a key. Pass the option key, as in ` +
        'key: (site, horizon) => `${site} ${horizon}`.',
    ];
  }
  return [];
}

const OPTIONS = ['ttlMs', 'staleMs', 'errorTtlMs', 'max', 'key', 'signal', 'providers'];

function optionProblems(options: unknown): string[] {
  if (typeof options !== 'object' || options === null) {
    return [`telemetry/cache: the options are ${quote(options)}. Pass an object.`];
  }
  const problems = Object.keys(options)
    .filter((option) => !OPTIONS.includes(option))
    .map((option) => `${quote(option)} is not an option. Use any of ${OPTIONS.join(', ')}.`);
  const { ttlMs, staleMs, errorTtlMs, max, key, signal } = options as Record<string, unknown>;
  if (ttlMs !== undefined && !(typeof ttlMs === 'number' && ttlMs > 0)) {
    problems.push(`ttlMs is ${quote(ttlMs)}. Use milliseconds above 0, or leave it out for 60000.`);
  }
  for (const [option, value] of Object.entries({ staleMs, errorTtlMs })) {
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      problems.push(
        `${option} is ${quote(value)}. Use milliseconds from 0, or leave it out for 0.`,
      );
    }
  }
  if (max !== undefined && !(Number.isSafeInteger(max) && (max as number) > 0)) {
    problems.push(`max is ${quote(max)}. Use a whole number above 0, or leave it out for 1000.`);
  }
  if (key !== undefined && typeof key !== 'function') {
    problems.push(`key is ${quote(key)}. Pass a function that makes a key of the arguments.`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    problems.push(`signal is ${quote(signal)}. Pass an AbortSignal.`);
  }
  return problems.map((problem) => `telemetry/cache: ${problem}`);
}
