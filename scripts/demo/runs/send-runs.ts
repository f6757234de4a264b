import { setTimeout as delay } from 'node:timers/promises';
import { USER_AGENT } from '../traffic/planned-request.ts';
import type { PlannedRun, SentRun } from './planned-run.ts';

const IDLE_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

export interface RunsOptions {
  /** Of the worker. */
  readonly baseUrl: string;
  readonly runs: readonly PlannedRun[];
  /** Stops early: nothing new is sent, and nothing waited for. */
  readonly signal: AbortSignal;
}

/** Asks the worker for runs, and waits until it has done them. */
export async function sendRuns({ baseUrl, runs, signal }: RunsOptions): Promise<SentRun[]> {
  const sent: SentRun[] = [];
  for (const planned of runs) {
    if (signal.aborted) return sent;
    const response = await fetch(new URL(planned.target, baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `${USER_AGENT}${planned.id}` },
      ...(planned.body === undefined ? {} : { body: JSON.stringify(planned.body) }),
    });
    await response.text();
    sent.push({ planned, status: response.status });
  }
  await untilIdle(baseUrl, signal);
  return sent;
}

async function untilIdle(baseUrl: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + IDLE_TIMEOUT_MS;
  for (;;) {
    const response = await fetch(new URL('/jobs', baseUrl));
    const { counts } = (await response.json()) as { counts: Record<string, number> };
    const open = ['waiting', 'delayed', 'active'].filter((state) => (counts[state] ?? 0) > 0);
    if (open.length === 0 || signal.aborted) return;
    if (performance.now() > deadline) {
      throw new Error(`the worker was not done within 60 s: ${JSON.stringify(counts)}`);
    }
    await delay(POLL_MS);
  }
}
