import type { Providers } from '@fluxora/telemetry-core';
import { msProblems, throwProblems, typeProblems, unknownOptions } from '../option-problems.ts';
import { complain } from '../reporter/complain.ts';
import { seriesBookOf } from '../reporter/job-series.ts';
import { JobHandBackError } from './hand-back.ts';

export interface JobDrainOptions {
  /** Stops taking jobs: pauses a worker, stops polling. Its promise is waited for, within the time. */
  readonly stopTaking?: () => unknown;
  /**
   * Hands back what is not done in time: releases locks, makes messages visible again. Called after `signal` was aborted; its
   * promise is waited for, within the time. @defaultValue nothing: locks expire by themselves
   */
  readonly handBack?: () => unknown;
  /** How long before the end of the time `signal` is aborted. Milliseconds, ≥ 0. @defaultValue 2_000, at most a fifth of the time */
  readonly handBackMs?: number;
  /** How long it may all take, where `stop` is not told. Milliseconds, ≥ 0. @defaultValue 20_000 */
  readonly timeoutMs?: number;
  /** Whose jobs to wait for. @defaultValue those of the process */
  readonly providers?: Providers;
}

/** What a drain of jobs did. */
export interface JobDrainReport {
  /** Attempts that ended while they were waited for, in number. */
  readonly finished: number;
  /** … and that ended only after `signal` was aborted. */
  readonly handedBack: number;
  /** … and that were still going on at the end: they will show as stalled. */
  readonly abandoned: number;
}

/** Fits the callbacks of `drainOnSignal({ stop })`. */
export interface StopContext {
  /** Aborted when the time is over. */
  readonly signal?: AbortSignal | undefined;
  /** What is left of the time. Milliseconds. */
  remainingMs?(): number;
}

export interface JobDrain {
  /** Aborted, with a `JobHandBackError` as its reason, when jobs should let go. Give it to `instrumentJob({ signal })`. */
  readonly signal: AbortSignal;
  /**
   * Stops taking jobs, waits for those that run, aborts what is left, hands it back. Resolves always, within its time, with the
   * same report when called again. Bound: pass it as it is.
   */
  readonly stop: (context?: StopContext) => Promise<JobDrainReport>;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_HAND_BACK_MS = 2_000;
const KNOWN = [
  'stopTaking',
  'handBack',
  'handBackMs',
  'timeoutMs',
  'providers',
] satisfies (keyof JobDrainOptions)[];

/**
 * Ends the work of a process in good order. It waits for the attempts that this package knows of, whoever began them.
 *
 * @throws TelemetryError `options.invalid` that lists every problem.
 *
 * @example
 * const drain = createJobDrain({ stopTaking: () => worker.pause() });
 * drainOnSignal(telemetry, { stop: { jobs: drain.stop } });
 */
export function createJobDrain(options: JobDrainOptions = {}): JobDrain {
  throwProblems([
    ...unknownOptions(options, KNOWN),
    ...typeProblems('stopTaking', options.stopTaking, 'function'),
    ...typeProblems('handBack', options.handBack, 'function'),
    ...msProblems('handBackMs', options.handBackMs, DEFAULT_HAND_BACK_MS),
    ...msProblems('timeoutMs', options.timeoutMs, DEFAULT_TIMEOUT_MS),
    ...typeProblems('providers', options.providers, 'object'),
  ]);
  const controller = new AbortController();
  let report: Promise<JobDrainReport> | undefined;
  return {
    signal: controller.signal,
    stop: (context = {}) => (report ??= drain(options, controller, context)),
  };
}

async function drain(
  options: JobDrainOptions,
  controller: AbortController,
  context: StopContext,
): Promise<JobDrainReport> {
  const { providers = {} } = options;
  const book = seriesBookOf(providers);
  const timeoutMs = remainingOf(context) ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const handBackMs = Math.min(options.handBackMs ?? DEFAULT_HAND_BACK_MS, timeoutMs / 5);
  const end = deadline(timeoutMs, context.signal);
  const before = book.openAttempts();

  const stopped = attempt(options.stopTaking, 'stopTaking', providers);
  // In this order: until the runner has stopped, an idle moment may be one between two jobs.
  const done = stopped.then(() => book.idle());
  await within(done, deadline(timeoutMs - handBackMs, context.signal));
  const late = book.openAttempts();
  if (late > 0) {
    controller.abort(new JobHandBackError());
    const back = attempt(options.handBack, 'handBack', providers);
    await within(Promise.all([back, book.idle()]), end);
  }
  end.cancel();
  const abandoned = book.openAttempts();
  return reportOf(before, late, abandoned);
}

/** Jobs may have been taken while the runner was stopping, so these are not simply differences. */
function reportOf(before: number, late: number, abandoned: number): JobDrainReport {
  return {
    finished: Math.max(0, before - late),
    handedBack: Math.max(0, late - abandoned),
    abandoned,
  };
}

async function attempt(
  action: (() => unknown) | undefined,
  name: string,
  providers: Providers,
): Promise<void> {
  try {
    await action?.();
  } catch (error) {
    const mend = 'The drain goes on. Catch the error in the function.';
    complain(providers, 'metrics', 'callback_failed', `${name} of a drain`, error, mend);
  }
}

function remainingOf(context: StopContext): number | undefined {
  try {
    const remaining = context.remainingMs?.();
    return remaining !== undefined && remaining >= 0 ? remaining : undefined;
  } catch {
    return undefined;
  }
}

interface Deadline {
  readonly reached: Promise<void>;
  cancel(): void;
}

function deadline(ms: number, signal: AbortSignal | undefined): Deadline {
  let cancel = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    if (signal?.aborted === true) return resolve();
    const timer = setTimeout(() => cancel(), Math.max(0, ms));
    cancel = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve();
    };
    signal?.addEventListener('abort', cancel, { once: true });
  });
  return { reached, cancel: () => cancel() };
}

async function within(work: Promise<unknown>, limit: Deadline): Promise<void> {
  await Promise.race([work, limit.reached]);
  limit.cancel();
}
