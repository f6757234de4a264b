import { createRandom, quantile } from '../statistics.ts';
import { Connection, type OnResponse } from './connection.ts';
import type { LoadOrder, LoadResult } from './load-result.ts';

/** Keeps every connection busy for `durationMs`, then lets the requests in flight finish. */
export async function runClosedLoop(order: LoadOrder): Promise<LoadResult> {
  const tally = createTally();
  let end = Infinity;
  const connections = await openAll(order, (connection, ok) => {
    const now = performance.now();
    tally.answered(ok, now - connection.dueMs, now <= end);
    if (now < end && !connection.failed) start(connection, now);
  });
  const start = (connection: Connection, now: number) => {
    connection.dueMs = now;
    tally.sent++;
    connection.send();
  };
  const began = performance.now();
  end = began + order.durationMs;
  for (const connection of connections) start(connection, began);
  await sleep(order.durationMs);
  await drain(connections);
  return tally.result(order.durationMs);
}

/**
 * Sends at random moments (Poisson) at `rate` per second, whether or not the server keeps up.
 *
 * A request that finds no free connection waits, and its latency runs from the moment it was due: a stalled server is
 * charged for everybody it kept waiting. Resolution about 1 ms, the timer's.
 */
export async function runOpenLoop(order: LoadOrder): Promise<LoadResult> {
  const rate = order.rate ?? 1_000;
  const random = createRandom(order.seed ?? 1);
  const tally = createTally();
  const waiting: number[] = [];
  const free: Connection[] = [];
  const send = (connection: Connection, dueMs: number) => {
    connection.dueMs = dueMs;
    tally.sent++;
    connection.send();
  };
  const connections = await openAll(order, (connection, ok) => {
    tally.answered(ok, performance.now() - connection.dueMs, true);
    if (connection.failed) return;
    const due = waiting.shift();
    if (due === undefined) free.push(connection);
    else send(connection, due);
  });
  free.push(...connections);
  const began = performance.now();
  const end = began + order.durationMs;
  let due = began;
  while (due < end) {
    due += (-Math.log(1 - random()) * 1_000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    const connection = free.pop();
    if (connection) send(connection, due);
    else waiting.push(due);
  }
  await drain(connections, () => waiting.length === 0);
  return tally.result(order.durationMs);
}

function openAll(order: LoadOrder, onResponse: OnResponse): Promise<Connection[]> {
  const url = new URL(order.url);
  const opening = Array.from({ length: order.connections }, () => Connection.open(url, onResponse));
  return Promise.all(opening);
}

/** Waits at most 5 s for the answers still owed, then closes. */
async function drain(connections: Connection[], idle = () => true): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (performance.now() < deadline) {
    if (idle() && connections.every((connection) => !connection.busy)) break;
    await sleep(2);
  }
  for (const connection of connections) connection.close();
}

function createTally() {
  const latencies: number[] = [];
  let completed = 0;
  let failed = 0;
  return {
    sent: 0,
    answered(ok: boolean, latencyMs: number, inTime: boolean) {
      if (!ok) failed++;
      else if (inTime) {
        completed++;
        latencies.push(latencyMs);
      }
    },
    result(elapsedMs: number): LoadResult {
      const latencyMs = { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
      return { completed, sent: this.sent, failed, elapsedMs, latencyMs };
    },
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
