import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { JobRun } from './adapter.ts';
import type { Attempt } from './reporter/job-attempt.ts';

/** Where an attempt is found in the context in which its handler runs. */
export const ATTEMPT_KEY = createContextKey('fluxora.job.attempt');

/** The attempt that a context belongs to. Never throws. */
export function attemptIn(active: Context): Attempt | undefined {
  return active.getValue(ATTEMPT_KEY) as Attempt | undefined;
}

/** What is active; nothing where the context manager is broken. */
export function activeContext(): Context {
  try {
    return context.active();
  } catch {
    return ROOT_CONTEXT;
  }
}

const runs = new WeakMap<object, JobRun>();

/** Lets {@link currentJob} find an attempt by the arguments of its handler. */
export function rememberJob(key: unknown, job: JobRun): void {
  if (typeof key === 'object' && key !== null) runs.set(key, job);
}

/**
 * The job that the calling code is part of: its attempt number and signal; to say how far it is, that it is alive, that there was
 * nothing to do.
 *
 * @param key - Where no SDK has registered a context manager, the active context says nothing: pass the second argument of the
 * handler that `instrumentJob` wrapped, or its payload, if that is an object.
 * @returns `undefined` outside of jobs.
 *
 * @example
 * for (const [index, site] of sites.entries()) {
 *   await forecast(site, { signal: currentJob()?.signal });
 *   currentJob()?.progress((index + 1) / sites.length);
 * }
 */
export function currentJob(key?: object): JobRun | undefined {
  const found = key === undefined ? undefined : runs.get(key);
  return found ?? attemptIn(activeContext())?.job;
}
