import { askHealth, type AskOptions } from './ask-health.ts';
import { judgeAnswer } from './judge-answer.ts';
import { judgeFailure } from './judge-failure.ts';
import type { HealthVerdict } from './health-verdict.ts';

/** Asks a health endpoint once and says what the answer means. Never rejects. */
export async function runHealth(url: URL, options: AskOptions): Promise<HealthVerdict> {
  const start = performance.now();
  try {
    return judgeAnswer(await askHealth(url, options));
  } catch (error) {
    return judgeFailure(error, url, performance.now() - start);
  }
}
