import type { UnsentRequest } from '../export/otlp-transport.ts';

/**
 * Runs in a thread of its own, as text: it must not depend on how this package was bundled. Sends every request once and
 * counts the accepted ones; the waiting thread is woken when all have an answer.
 */
const SENDER = `
const { workerData: { requests, state } } = require('node:worker_threads');
let open = requests.length;
const settle = (isAccepted) => {
  if (isAccepted) Atomics.add(state, 1, 1);
  if (--open > 0) return;
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
};
for (const { url, headers, tls, body } of requests) {
  try {
    const client = require(url.startsWith('https:') ? 'node:https' : 'node:http');
    const request = client.request(url, { method: 'POST', headers, ...tls }, (response) => {
      response.resume();
      response.once('end', () => settle(response.statusCode < 300));
    });
    request.once('error', () => settle(false));
    request.end(body);
  } catch {
    settle(false);
  }
}
`;

/**
 * Sends requests while the event loop of this thread has already stopped: another thread sends them and this one is held,
 * at most for the given time. Never throws.
 *
 * @param timeoutMs - Longest time to hold the thread; 0 sends nothing.
 * @returns How many requests were accepted.
 */
export function sendLastWords(requests: readonly UnsentRequest[], timeoutMs: number): number {
  if (requests.length === 0 || timeoutMs <= 0) return 0;
  const state = new Int32Array(new SharedArrayBuffer(8));
  try {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(SENDER, {
      eval: true,
      // Without the flags of this process: --import would start telemetry in there.
      execArgv: [],
      env: {},
      workerData: { requests, state },
    });
    worker.on('error', () => undefined);
    worker.unref();
    Atomics.wait(state, 0, 0, timeoutMs);
  } catch {
    // No threads here (permissions, no memory): then these are lost, as they would have been without us.
  }
  return Atomics.load(state, 1);
}
