import { Agent } from 'node:http';
import type { PlannedRequest, SentRequest } from './planned-request.ts';
import { sendRequest } from './send-request.ts';

export interface TrafficOptions {
  readonly baseUrl: string;
  readonly plan: readonly PlannedRequest[];
  /** Requests under way at the same time. @defaultValue 16 */
  readonly concurrency?: number;
  /** Stops early: what is under way is finished, nothing new is sent. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** Sends the planned requests, several at a time, and returns what the client saw, in order of completion. */
export async function driveTraffic(options: TrafficOptions): Promise<SentRequest[]> {
  const { baseUrl, plan, concurrency = 16, signal, onProgress } = options;
  const agent = new Agent({ keepAlive: true });
  const waiting = plan.values();
  const sent: SentRequest[] = [];
  const work = async (): Promise<void> => {
    // All workers draw from the one iterator, so each request is sent once.
    for (const planned of waiting) {
      if (signal?.aborted) return;
      sent.push(await sendRequest(baseUrl, agent, planned));
      onProgress?.(sent.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return sent;
}
