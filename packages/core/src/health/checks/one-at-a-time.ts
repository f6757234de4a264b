import { boundedWait } from './bounded-wait.ts';

/**
 * Asks a client that cannot take a question back. While one is unanswered no other is sent: a client that has lost its server would
 * collect them.
 */
export function oneAtATime<Value>(
  what: string,
  ask: (signal: AbortSignal | undefined) => PromiseLike<Value>,
): (signal: AbortSignal | undefined) => Promise<Value> {
  let askedAt: number | undefined;
  return async (signal) => {
    if (askedAt !== undefined) {
      const ms = Math.round(performance.now() - askedAt);
      throw new Error(`no answer to the ${what} of ${ms} ms ago`);
    }
    askedAt = performance.now();
    const answered = (): void => void (askedAt = undefined);
    let answer: Promise<Value>;
    try {
      answer = Promise.resolve(ask(signal));
    } catch (error) {
      answered();
      throw error;
    }
    answer.then(answered, answered);
    return boundedWait(answer, signal);
  };
}
