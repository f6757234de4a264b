import { DropLedger } from '@fluxora/telemetry-core';
import type { ExportResult } from '@opentelemetry/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchQueue } from './batch-queue.ts';
import { delivered, failedWith } from './export-result.ts';
import { SignalAccount } from './signal-account.ts';

/** Takes batches and answers when the test says so. */
class HeldExporter {
  readonly batches: number[][] = [];
  readonly #answers: ((result: ExportResult) => void)[] = [];

  export(batch: number[], done: (result: ExportResult) => void): void {
    this.batches.push(batch);
    this.#answers.push(done);
  }

  /** Answers the oldest batch that waits. */
  answer(result: ExportResult = delivered()): void {
    this.#answers.shift()?.(result);
  }

  answerAll(): void {
    while (this.#answers.length > 0) this.answer();
  }
}

function setUp(
  settings: Partial<{ queueSize: number; batchSize: number; ready: Promise<void> }> = {},
) {
  const exporter = new HeldExporter();
  const account = new SignalAccount('traces', new DropLedger());
  const observed: string[] = [];
  const overflows: number[] = [];
  const queue = new BatchQueue<number>({
    settings: {
      queueSize: 10,
      batchSize: 4,
      scheduleDelayMs: 1_000,
      exportTimeoutMs: 1,
      ...settings,
    },
    exporter,
    account,
    suppressTracing: (context) => context,
    onOverflow: (dropped) => overflows.push(dropped),
    ready: settings.ready,
    observer: {
      finished: (items, error) => observed.push(`${items} ${error ? error.message : 'ok'}`),
      refused: () => observed.push('refused'),
    },
  });
  const addMany = (count: number): void => {
    for (let item = 0; item < count; item++) queue.add(item);
  };
  return { exporter, account, queue, observed, overflows, addMany };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('BatchQueue', () => {
  it('exports what there is after the delay', () => {
    const { exporter, addMany } = setUp();

    addMany(2);
    vi.advanceTimersByTime(999);
    expect(exporter.batches).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(exporter.batches).toEqual([[0, 1]]);
  });

  it('exports a full batch at once, but not in the turn of whoever filled it', () => {
    const { exporter, addMany } = setUp();

    addMany(5);
    expect(exporter.batches).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(exporter.batches).toEqual([[0, 1, 2, 3]]);
  });

  it('refuses items above its size, counts them and tells', () => {
    const { account, addMany, observed } = setUp();

    addMany(13);

    expect(account.report()).toEqual({ exported: 0, dropped: { queue_full: 3 }, pending: 10 });
    expect(observed).toEqual(['refused', 'refused', 'refused']);
  });

  it('tells how many it has refused, in one sum, as soon as there is room', () => {
    const { addMany, overflows } = setUp();

    addMany(13);
    expect(overflows).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(overflows).toEqual([3]);
  });

  it('tells how many it has refused when it ends without having had room', () => {
    const { queue, addMany, overflows } = setUp({ ready: new Promise(() => undefined) });

    addMany(13);
    queue.clear();
    expect(overflows).toEqual([3]);
  });

  it('sends at most four batches at a time and goes on when one is done', () => {
    const { exporter, queue, addMany } = setUp({ queueSize: 100, batchSize: 2 });

    addMany(14);
    void queue.flush();
    expect(exporter.batches).toHaveLength(4);
    exporter.answer();
    expect(exporter.batches).toHaveLength(5);
  });

  it('flushes what was added before, in-flight batches included, and does not wait for later items', async () => {
    const { exporter, queue, addMany } = setUp();
    let isFlushed = false;

    addMany(4);
    vi.advanceTimersByTime(0);
    addMany(1);
    const flushed = queue.flush().then(() => (isFlushed = true));
    addMany(1);
    exporter.answer();
    await Promise.resolve();
    expect(isFlushed).toBe(false);
    exporter.answer();
    await flushed;
    expect(exporter.batches.flat()).toHaveLength(6 - queue.size);
  });

  it('waits for the slowest of the batches that it covers', async () => {
    const { exporter, queue, addMany } = setUp({ queueSize: 100, batchSize: 1 });
    const order: string[] = [];

    addMany(1);
    const first = queue.flush().then(() => order.push('first'));
    addMany(1);
    const second = queue.flush().then(() => order.push('second'));
    exporter.answer();
    await first;
    expect(order).toEqual(['first']);
    exporter.answer();
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('flushes an empty queue at once', async () => {
    await expect(setUp().queue.flush()).resolves.toBeUndefined();
  });

  it('tells the outcome of every batch and goes on after a failure', () => {
    const { exporter, queue, addMany, observed } = setUp({ batchSize: 2 });

    addMany(4);
    void queue.flush();
    exporter.answer(failedWith(new Error('no')));
    exporter.answer();

    expect(observed).toEqual(['2 no', '2 ok']);
  });

  it('takes nothing after it was closed: later items count as lost to shutdown', () => {
    const { account, queue, addMany } = setUp();

    addMany(1);
    queue.close();
    addMany(2);

    expect(account.report()).toEqual({ exported: 0, dropped: { shutdown: 2 }, pending: 1 });
  });

  it('hands everything to the exporter in one turn when the process ends', () => {
    const { exporter, queue, addMany } = setUp({ batchSize: 3 });

    addMany(8);
    queue.exportNow();

    expect(exporter.batches.map((batch) => batch.length)).toEqual([3, 3, 2]);
  });

  it('forgets everything when it is cleared: no timer stays, flushes resolve', async () => {
    const { exporter, queue, addMany } = setUp();

    addMany(6);
    queue.clear();

    await queue.flush();
    expect(vi.getTimerCount()).toBe(0);
    expect(exporter.batches).toEqual([]);
  });

  it('sends nothing before the resource is known, then what was asked for', async () => {
    let isKnown = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      isKnown = resolve;
    });
    const { exporter, queue, addMany } = setUp({ ready });

    addMany(2);
    const flushed = queue.flush();
    expect(exporter.batches).toEqual([]);
    isKnown();
    await vi.advanceTimersByTimeAsync(0);
    exporter.answerAll();
    await flushed;
    expect(exporter.batches).toEqual([[0, 1]]);
  });
});
