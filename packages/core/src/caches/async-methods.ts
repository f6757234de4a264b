import { type CacheWatch, type Method, replaceMethod } from './cache-watch.ts';
import type { CacheOperation } from './catalog.ts';
import { observePromise } from './observe-promise.ts';

/** What a method of an asynchronous cache means. */
export interface AsyncPlan {
  readonly operation: CacheOperation;
  /** Present on methods that ask for values. */
  readonly reads?: {
    /** For how many values. */
    asked(args: readonly unknown[]): number;
    /** How many of them were there and were not. */
    count(value: unknown, watch: CacheWatch): { readonly hits: number; readonly misses: number };
  };
}

/** Wraps those of the planned methods that the cache has. */
export function asyncMethods(
  watch: CacheWatch,
  plans: Readonly<Record<string, AsyncPlan>>,
): Record<string, Method> {
  return Object.fromEntries(
    Object.entries(plans)
      .filter(([name]) => typeof watch.target[name] === 'function')
      .map(([name, plan]) => [name, asyncMethod(watch, name, plan)]),
  );
}

function asyncMethod(watch: CacheWatch, name: string, plan: AsyncPlan): Method {
  const { target } = watch;
  return replaceMethod(watch, name, (method, args) => {
    const call = new AsyncCall(watch, plan, args);
    let result: unknown;
    try {
      result = Reflect.apply(method, target, args);
    } catch (error) {
      call.failed(error);
      throw error;
    }
    // With a callback the library itself handles the promise's rejection. A promise derived from it would be one more that
    // somebody has to handle, and nobody knows of it.
    const hasCallback = typeof args.at(-1) === 'function';
    const returned = observePromise(result, call, hasCallback ? 'aside' : 'derive');
    return returned === target ? watch.facade : returned;
  });
}

class AsyncCall {
  readonly #watch: CacheWatch;
  readonly #plan: AsyncPlan;
  readonly #startedAt: number | undefined;
  readonly #asked: number;

  constructor(watch: CacheWatch, plan: AsyncPlan, args: readonly unknown[]) {
    this.#watch = watch;
    this.#plan = plan;
    this.#asked = askedBy(plan, args);
    if (this.#asked > 0) watch.beginReads(this.#asked);
    this.#startedAt = watch.start();
  }

  settled(value: unknown): void {
    this.#watch.end(this.#plan.operation, this.#startedAt);
    if (this.#asked === 0) return;
    const { hits, misses } = this.#count(value);
    this.#watch.endReads(this.#asked, hits, misses);
  }

  failed(error: unknown): void {
    this.#watch.end(this.#plan.operation, this.#startedAt, { error });
    if (this.#asked > 0) this.#watch.endReads(this.#asked, 0, 0, this.#asked);
  }

  #count(value: unknown): { readonly hits: number; readonly misses: number } {
    try {
      return this.#plan.reads?.count(value, this.#watch) ?? { hits: 0, misses: 0 };
    } catch {
      // A result that cannot be looked at (a Proxy that throws) is not a value that anybody can use.
      return { hits: 0, misses: this.#asked };
    }
  }
}

function askedBy({ reads }: AsyncPlan, args: readonly unknown[]): number {
  try {
    const asked = reads?.asked(args) ?? 0;
    return Number.isSafeInteger(asked) && asked > 0 ? asked : 0;
  } catch {
    return 0;
  }
}
