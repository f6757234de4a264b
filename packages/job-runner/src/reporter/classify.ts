import type { Classify, MessageEnd } from '../adapter.ts';
import { JOB_OUTCOMES } from '../catalog.ts';
import { isHandBack } from '../process/hand-back.ts';
import { complain } from './complain.ts';
import type { Attempt } from './job-attempt.ts';

/** How an attempt ended, by what its handler did. Never throws. */
export function classifySettlement(
  attempt: Attempt,
  settled: PromiseSettledResult<unknown>,
  classify: Classify<never> | undefined,
): MessageEnd {
  const error: unknown = settled.status === 'rejected' ? settled.reason : undefined;
  const outcome = usualOutcome(attempt, settled);
  const isHandedBack = outcome === 'cancelled' && isHandBack(attempt.info.signal?.reason);
  // Whatever it is called, no runner repeats what did not throw.
  const willRetry = settled.status === 'fulfilled' ? false : isHandedBack || undefined;
  const usual: MessageEnd = { outcome, error, willRetry };
  if (classify === undefined) return usual;
  try {
    const told = classify(settled as PromiseSettledResult<never>);
    const end: unknown = typeof told === 'string' ? { outcome: told } : told;
    if (end === undefined || end === null) return usual;
    if (isEnd(end)) return { ...usual, ...end };
    throw new TypeError(
      `it returned ${typeof told === 'string' ? JSON.stringify(told) : typeof told}`,
    );
  } catch (failure) {
    complain(
      attempt.scope.providers,
      'metrics',
      'callback_failed',
      'classify',
      failure,
      `The usual outcome was recorded. Return one of ${JOB_OUTCOMES.join(', ')}, or undefined.`,
    );
    return usual;
  }
}

function usualOutcome(
  attempt: Attempt,
  settled: PromiseSettledResult<unknown>,
): MessageEnd['outcome'] {
  if (settled.status === 'fulfilled') return attempt.isSkipped ? 'skipped' : 'ok';
  const { signal, timeoutMs } = attempt.info;
  if (signal?.aborted === true) return isTimeout(signal.reason) ? 'timed_out' : 'cancelled';
  return timeoutMs !== undefined && attempt.elapsedMs() >= timeoutMs ? 'timed_out' : 'failed';
}

/** Of the attempt's own signal. The same error from elsewhere, say a `fetch` with a limit of its own, is a plain failure. */
function isTimeout(reason: unknown): boolean {
  try {
    return (reason as { name?: unknown } | undefined)?.name === 'TimeoutError';
  } catch {
    return false;
  }
}

function isEnd(value: unknown): value is MessageEnd {
  return (
    typeof value === 'object' &&
    value !== null &&
    JOB_OUTCOMES.includes((value as MessageEnd).outcome)
  );
}
