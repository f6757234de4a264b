import type { Providers } from '@fluxora/telemetry-core';
import type { AttemptInfo, Classify, JobClock } from './adapter.ts';
import {
  msProblems,
  nameProblems,
  sharedProblems,
  show,
  throwProblems,
  typeProblems,
  unknownOptions,
} from './option-problems.ts';

/** Any handler: the first argument is the payload, the second what the runner tells about the run. */
// Parameters are checked contravariantly: `unknown` would refuse every real handler.
// oxlint-disable-next-line typescript/no-explicit-any
export type JobHandler = (this: any, ...args: any[]) => unknown;

/** What an attempt is, besides its name. */
export type JobInfo = Omit<AttemptInfo, 'name'>;

export interface JobOptions<Handler extends JobHandler = JobHandler> {
  /** Name of the queue that the jobs come from. @defaultValue none */
  readonly queue?: string;
  /** What calls the handler. @defaultValue `plain` */
  readonly runner?: string;
  /**
   * What is known about an attempt, read from the handler's arguments. What it throws is counted and said once; the job runs.
   * @defaultValue members of the second argument, where they have the right type: `id`, `attempt`, `maxAttempts`, `carrier`,
   * `enqueuedAt`, `availableAt`, `signal`
   */
  readonly info?: (...args: Parameters<Handler>) => JobInfo | undefined;
  /** How a result or an error is to be understood. @defaultValue a result is `ok`, an error `failed`, `timed_out` or `cancelled` */
  readonly classify?: Classify<Awaited<ReturnType<Handler>>>;
  /**
   * How long an attempt may take. Milliseconds, > 0. An error after that time is `timed_out`; a late result stays `ok`. Nothing is
   * stopped, unless `enforceTimeout` asks for it. @defaultValue none
   */
  readonly timeoutMs?: number;
  /**
   * At `timeoutMs`: aborts `currentJob().signal` and rejects the promise with a `TimeoutError`, whatever the handler does then.
   * Synchronous handlers cannot be stopped. Within an attempt of an adapter the runner's own time limit counts, and this has no
   * effect. @defaultValue false
   */
  readonly enforceTimeout?: boolean;
  /**
   * Aborted when the process wants its jobs to stop, such as `drain.signal` of `createJobDrain`: part of `currentJob().signal`.
   * @defaultValue none
   */
  readonly signal?: AbortSignal;
  /** Attempts that a job may have, where the run does not tell. Whole number ≥ 1. @defaultValue unknown: every end is final */
  readonly maxAttempts?: number;
  /** The payload is an array of messages: one span, linked to where each was enqueued; metrics count the messages. @defaultValue false */
  readonly batch?: boolean;
  /** @see JobReporterOptions.parentWithinMs @defaultValue 60_000 */
  readonly parentWithinMs?: number;
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

const KNOWN = [
  'queue',
  'runner',
  'info',
  'classify',
  'timeoutMs',
  'enforceTimeout',
  'signal',
  'maxAttempts',
  'batch',
  'parentWithinMs',
  'providers',
  'clock',
] satisfies (keyof JobOptions)[];

/** Throws one `TelemetryError` that lists everything that is wrong with the arguments of `instrumentJob`. */
export function checkJobArguments(name: unknown, handler: unknown, options: unknown): void {
  const given = (options ?? {}) as Record<string, unknown>;
  const problems = [
    ...nameProblems('the name of a job', name, 'a fixed name from code, as in "nightly-forecast"'),
    ...(typeof handler === 'function'
      ? []
      : [`the handler of a job is ${show(handler)}. Pass a function of (payload, context).`]),
  ];
  if (typeof given !== 'object') {
    throwProblems([...problems, `options are ${show(options)}. Pass an object, or nothing.`]);
  }
  const { timeoutMs, maxAttempts } = given;
  throwProblems([
    ...problems,
    ...unknownOptions(given, KNOWN),
    ...(given.queue === undefined ? [] : nameProblems('queue', given.queue, "the queue's name")),
    ...(given.runner === undefined
      ? []
      : nameProblems('runner', given.runner, 'the name of what runs the jobs')),
    ...typeProblems('info', given.info, 'function'),
    ...typeProblems('classify', given.classify, 'function'),
    ...(timeoutMs === 0 ? [`timeoutMs is 0. Use milliseconds above 0, or leave it out.`] : []),
    ...msProblems('timeoutMs', timeoutMs),
    ...typeProblems('enforceTimeout', given.enforceTimeout, 'boolean'),
    ...typeProblems('signal', given.signal, 'object'),
    ...(given.enforceTimeout === true && timeoutMs === undefined
      ? ['enforceTimeout is true without timeoutMs. Say how long an attempt may take.']
      : []),
    ...(maxAttempts === undefined || (Number.isInteger(maxAttempts) && (maxAttempts as number) > 0)
      ? []
      : [`maxAttempts is ${show(maxAttempts)}. Use a whole number from 1 up, or leave it out.`]),
    ...typeProblems('batch', given.batch, 'boolean'),
    ...sharedProblems(given),
  ]);
}
