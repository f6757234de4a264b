import type { Context } from '@opentelemetry/api';
import type { AttemptInfo, Classify } from './adapter.ts';
import { infoFromContext, messageFrom } from './attempt-info.ts';
import { takeCarrier } from './carrier/payload-carrier.ts';
import { activeContext, attemptIn, rememberJob } from './current-job.ts';
import { anySignal, enforceTimeout } from './enforce-timeout.ts';
import {
  checkJobArguments,
  type JobHandler,
  type JobInfo,
  type JobOptions,
} from './job-options.ts';
import { complain } from './reporter/complain.ts';
import { Attempt } from './reporter/job-attempt.ts';
import { joinAttempt, runAsAttempt } from './reporter/run-attempt.ts';
import { JobScope } from './reporter/scope.ts';
import { SCHEDULED_RUN_KEY, type OpenRun } from './schedule/scheduled-run.ts';
import { likeFunction } from './wrap-function.ts';

/**
 * Wraps a job handler so that every attempt is traced, timed and counted.
 *
 * Safe on a hot path: it never throws and never waits. `this`, arguments, result and error pass through unchanged (a promise is
 * replaced by an equivalent one; of a payload that was sent by `withCarrier` the carrier is taken off). Inside a runner for which an
 * adapter is at work, it becomes part of the adapter's attempt: nothing is counted twice. Without an SDK, and after its shutdown,
 * the job still runs; nothing is recorded.
 *
 * @param name - Name of the job, from code and not from input: every distinct value is a time series.
 * @param handler - `(payload, context) => result`, synchronous or not.
 * @returns A function with the same name and number of parameters.
 * @throws TelemetryError `options.invalid` that lists every problem, at set-up.
 *
 * @example
 * const buildForecast = instrumentJob('nightly-forecast', async (site: Site) => forecast(site), { timeoutMs: 60_000 });
 */
export function instrumentJob<Handler extends JobHandler>(
  name: string,
  handler: Handler,
  options: JobOptions<Handler> = {},
): Handler {
  checkJobArguments(name, handler, options);
  const job = new InstrumentedJob(name, handler, options as JobOptions);
  return likeFunction(handler, (receiver, args) => job.run(receiver, args));
}

class InstrumentedJob {
  readonly #name: string;
  readonly #handler: JobHandler;
  readonly #options: JobOptions;
  readonly #scope: JobScope;
  readonly #classify: Classify | undefined;

  constructor(name: string, handler: JobHandler, options: JobOptions) {
    this.#name = name;
    this.#handler = handler;
    this.#options = options;
    this.#classify = options.classify;
    this.#scope = new JobScope({ ...options, runner: options.runner ?? 'plain' });
  }

  run(receiver: unknown, args: unknown[]): unknown {
    const { payload, carrier } = takeCarrier(args[0]);
    const given = carrier === undefined ? args : [payload, ...args.slice(1)];
    const handle = (): unknown => Reflect.apply(this.#handler, receiver, given);

    const outer = attemptIn(activeContext());
    if (outer !== undefined && outer.isOpen && !outer.isTaken) {
      outer.isTaken = true;
      return joinAttempt(outer, handle, this.#classify);
    }
    const { timeoutMs } = this.#options;
    const { info, limit } = enforceTimeout(
      this.#info(given, carrier),
      this.#options.enforceTimeout === true ? timeoutMs : undefined,
    );
    const attempt = new Attempt(this.#scope, info, this.#callerOf(info, outer));
    attempt.isTaken = true;
    const work = (): unknown => {
      // Not always: entries of a WeakMap by the hundred thousand cost the collector ten times what the rest costs.
      if (activeContext() !== attempt.context) rememberArguments(attempt, given);
      return limit(handle());
    };
    return runAsAttempt(attempt, work, this.#classify);
  }

  /**
   * The run that calls this job, if it is one of ours that is still going on: a job that was called and did not come from a queue is
   * part of it. Anything else that happens to be active is not to be trusted: a worker's loop keeps the trace it was started in.
   */
  #callerOf(info: AttemptInfo, outer: Attempt | undefined): Context | undefined {
    if (info.carrier !== undefined || info.messages !== undefined) return undefined;
    const active = activeContext();
    const caller = outer ?? (active.getValue(SCHEDULED_RUN_KEY) as OpenRun | undefined);
    return caller?.isOpen === true ? active : undefined;
  }

  #info(args: unknown[], carrier: unknown): AttemptInfo {
    const told = this.#told(args);
    const messages =
      this.#options.batch === true && Array.isArray(args[0]) ? args[0].map(messageFrom) : undefined;
    return {
      ...told,
      carrier: told.carrier ?? carrier,
      maxAttempts: told.maxAttempts ?? this.#options.maxAttempts,
      timeoutMs: told.timeoutMs ?? this.#options.timeoutMs,
      messages: told.messages ?? messages,
      signal: anyOf(told.signal, this.#options.signal),
      name: this.#name,
    };
  }

  #told(args: unknown[]): JobInfo {
    try {
      const info = this.#options.info;
      return info === undefined ? infoFromContext(args[1]) : ((info(...args) as JobInfo) ?? {});
    } catch (error) {
      complain(
        this.#scope.providers,
        'traces',
        'callback_failed',
        'info',
        error,
        'The job runs without it. Catch the error in the function that was passed as info.',
      );
      return {};
    }
  }
}

/** Without a context manager the arguments are all that leads from a handler to its attempt. */
function rememberArguments(attempt: Attempt, args: readonly unknown[]): void {
  for (const argument of args.slice(0, 2)) rememberJob(argument, attempt.job);
}

function anyOf(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a === undefined || b === undefined ? (a ?? b) : anySignal(a, b);
}
