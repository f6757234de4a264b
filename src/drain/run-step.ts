import type { DrainStep } from './drain-options.ts';

/**
 * Runs one step and says how it ended. Never rejects. When the time is over nobody waits for it any longer; when it was over
 * before, the step is begun all the same: a lock is freed at once, if at all.
 */
export async function runStep(
  name: string,
  work: () => unknown,
  signal: AbortSignal,
): Promise<DrainStep> {
  const start = performance.now();
  let step: Pick<DrainStep, 'outcome' | 'error'>;
  try {
    const working = Promise.resolve(work()).then(() => DONE);
    // The race also takes care of a rejection that comes too late to be of interest.
    step = await Promise.race([working, cutOff(signal)]);
  } catch (error) {
    step = { outcome: 'failed', error };
  }
  return { name, ...step, durationMs: performance.now() - start };
}

const DONE = { outcome: 'done' } as const;
const CUT_OFF = { outcome: 'cut_off' } as const;

async function cutOff(signal: AbortSignal): Promise<typeof CUT_OFF> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  // After what is done already, however many promises it is wrapped in.
  await new Promise<void>((resolve) => setImmediate(resolve));
  return CUT_OFF;
}
