import type { Cron, CronCallback, CronOptions } from 'croner';
import { runInContext } from '@fluxora/telemetry-core';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { likeFunction } from '../wrap-function.ts';
import {
  checkCronOptions,
  checkScheduleName,
  type CronTelemetryOptions,
} from './cron-telemetry-options.ts';
import { CronWatch } from './cron-watch.ts';

/**
 * A class like croner's `Cron`, of whose schedules one sees when they ran, how late, what overlapped, what was left out, and what
 * did not happen. `Cron` itself is not changed; a schedule that runs something needs a `name` among its options.
 *
 * What is due is what croner's own `nextRun` says, with every option of it.
 *
 * @throws TelemetryError `options.invalid`; the constructor and `schedule` throw `schedule.invalid`.
 *
 * @example
 * const WatchedCron = instrumentCroner(Cron, { toleranceMs: 300_000 });
 * new WatchedCron('30 2 * * *', { name: 'nightly-forecast', timezone: 'Europe/Madrid', protect: true }, runForecasts);
 */
export function instrumentCroner(
  cron: typeof Cron,
  options: CronTelemetryOptions = {},
): typeof Cron {
  checkCronOptions(classProblems(cron), options);

  class WatchedCron<T> extends cron<T> {
    constructor(pattern: string | Date, ...rest: (CronOptions<T> | CronCallback<T> | undefined)[]) {
      const { handler, given } = sortOut(rest);
      if (handler !== undefined) checkScheduleName(given.name);
      const watched: Watched = {};
      super(pattern, withProtection(given, watched), handler && wrapped(handler, watched));
      watched.job = this;
      states.set(this, watched);
      if (handler !== undefined) this.#watch(watched);
    }

    override schedule(handler?: CronCallback<T>): Cron<T> {
      const watched = states.get(this);
      // Called by the constructor, or to start again: what it runs is wrapped already.
      if (handler === undefined || watched === undefined) return detached(() => super.schedule());
      checkScheduleName(this.name);
      const scheduled = detached(() => super.schedule(wrapped(handler, watched)));
      this.#watch(watched);
      return scheduled;
    }

    override pause(): boolean {
      states.get(this)?.watch?.pause();
      return super.pause();
    }

    override resume(): boolean {
      const isResumed = super.resume();
      if (isResumed) states.get(this)?.watch?.expect();
      return isResumed;
    }

    override stop(): void {
      states.get(this)?.watch?.pause();
      super.stop();
    }

    #watch(watched: Watched): void {
      try {
        const nextRun = (after: number): number | undefined =>
          this.nextRun(new Date(after))?.getTime();
        const isExpecting = this.options.paused !== true;
        watched.watch = new CronWatch(this.name as string, nextRun, isExpecting, options);
      } catch (error) {
        this.stop();
        throw error;
      }
    }
  }
  return WatchedCron;
}

/** Not private members: croner's constructor calls methods before those exist. */
const states = new WeakMap<object, Watched>();

/** What a schedule is watched by, as soon as it has something to run. */
interface Watched {
  watch?: CronWatch;
  job?: Pick<Cron, 'previousRuns'>;
  /** The due time of the run that was blocked last. Milliseconds since the Unix epoch. */
  blockedAt?: number | undefined;
}

/** The latest time that was due. Milliseconds since the Unix epoch. */
function lastDue(job: Watched['job']): number | undefined {
  return job?.previousRuns(1)[0]?.getTime();
}

function classProblems(cron: unknown): string[] {
  const prototype = (cron as { prototype?: Partial<Cron> } | undefined)?.prototype;
  const methods = ['schedule', 'nextRun', 'pause', 'resume', 'stop', 'enumerate'] as const;
  if (
    typeof cron === 'function' &&
    methods.every((name) => typeof prototype?.[name] === 'function')
  )
    return [];
  return [
    'what was given is no Cron of croner 11. Install croner@11 and pass the class: import { Cron } from "croner".',
  ];
}

/** croner takes options and handler in either order. */
function sortOut<T>(rest: readonly (CronOptions<T> | CronCallback<T> | undefined)[]): {
  readonly handler: CronCallback<T> | undefined;
  readonly given: CronOptions<T>;
} {
  const handler = rest.find((each) => typeof each === 'function');
  const given = rest.find((each) => typeof each === 'object' && each !== null);
  return { handler, given: given ?? {} };
}

function wrapped<T>(handler: CronCallback<T>, watched: Watched): CronCallback<T> {
  const call = handler as (...args: never[]) => void | Promise<void>;
  return likeFunction(call, (receiver, args) => {
    const run = (): unknown => Reflect.apply(call, receiver, args);
    if (watched.watch === undefined) return run();
    const late = lastDue(watched.job);
    return watched.watch.run(run, late === watched.blockedAt ? late : undefined);
  }) as CronCallback<T>;
}

/**
 * croner tells of a run that it blocks by calling what was given as `protect`: at least every 30 s for the same one, and when the run
 * before ends soon enough, it runs after all, late.
 */
function withProtection<T>(given: CronOptions<T>, watched: Watched): CronOptions<T> {
  const { protect } = given;
  if (protect === undefined || protect === false) return given;
  return {
    ...given,
    protect: (job) => {
      const due = lastDue(job);
      if (due !== watched.blockedAt) watched.watch?.skipped('overlap', due);
      watched.blockedAt = due;
      if (typeof protect === 'function') protect(job);
    },
  };
}

/** Timers keep the context in which they are set: not that of whoever happens to declare a schedule. */
function detached<Result>(fn: () => Result): Result {
  return runInContext(ROOT_CONTEXT, fn);
}
