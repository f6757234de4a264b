import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
const DEADLINE_MS = 30_000;

/** Resolves as soon as `condition` holds: another process offers nothing to wait on. Rejects after 30 s, naming what. */
export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within 30 s: ${what}`);
    await delay(POLL_MS);
  }
}
