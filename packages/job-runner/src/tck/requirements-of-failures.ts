import { strict as assert } from 'node:assert';
import type { TckRequirement } from './requirements.ts';
import type { TckBench } from './tck-bench.ts';

const fail = (): never => {
  throw new RangeError('tck: no weather');
};

/** Ends when its signal does, or after a while. */
const hang = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 20_000);
    timer.unref();
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

const outcome = (bench: TckBench, name: string): number =>
  bench.sum('fluxora.job.finished', { 'fluxora.job.outcome': name });

/** What becomes of jobs that do not go well. */
export const failureRequirements: readonly TckRequirement[] = [
  {
    id: 'failure',
    title:
      'a job that fails is finished once, with outcome failed, the class of its error and a failed span',
    async check(bench) {
      await bench.work(['tck-failure'], fail);
      await bench.queue.enqueue({ name: 'tck-failure', payload: 1 });
      await bench.ended(1);
      const failed = { 'fluxora.job.outcome': 'failed', 'error.type': 'RangeError' };
      assert.equal(bench.sum('fluxora.job.finished', failed), 1, 'fluxora.job.finished{failed}');
      assert.equal(bench.sum('fluxora.job.retries'), 0, 'fluxora.job.retries');
      const [attempt] = bench.attempts();
      assert.equal(attempt?.status.code, 'error', 'status of the span');
      assert.ok(
        attempt?.events.some(({ name }) => name === 'exception'),
        'the exception is on the span',
      );
    },
  },
  {
    id: 'non_error',
    title: 'a handler that throws no error at all is a failure like any other',
    async check(bench) {
      await bench.work(['tck-non-error'], () => {
        // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
        throw null;
      });
      await bench.queue.enqueue({ name: 'tck-non-error', payload: 1 });
      await bench.ended(1);
      assert.equal(outcome(bench, 'failed'), 1, 'fluxora.job.finished{failed}');
    },
  },
  {
    id: 'retry',
    title: 'a retry is an attempt of its own, linked to the same enqueueing; the job finishes once',
    needs: 'retry',
    async check(bench) {
      let attempts = 0;
      await bench.work(['tck-retry'], () => ((attempts += 1) < 3 ? fail() : 'done'));
      await bench.queue.enqueue({ name: 'tck-retry', payload: 1, attempts: 3, backoffMs: 10 });
      await bench.ended(1);
      assert.equal(outcome(bench, 'ok'), 1, 'fluxora.job.finished{ok}');
      assert.equal(bench.sum('fluxora.job.started'), 3, 'fluxora.job.started');
      assert.equal(
        bench.sum('fluxora.job.retries', { 'fluxora.job.outcome': 'failed' }),
        2,
        'retries',
      );
      const spans = bench.attempts();
      const [enqueue] = bench.enqueues();
      assert.deepEqual(
        spans.map((span) => span.attributes['fluxora.job.attempt']),
        [1, 2, 3],
      );
      for (const [index, span] of spans.entries()) {
        assert.ok(
          span.links.some((link) => link.spanId === enqueue?.spanId),
          `attempt ${index + 1} is linked`,
        );
      }
      const [, second, third] = spans;
      assert.equal(second?.parentSpanId, undefined, 'a retry has no parent');
      assert.equal(third?.parentSpanId, undefined, 'a retry has no parent');
    },
  },
  {
    id: 'give_up',
    title: 'a job that fails every time counts its retries, and one failure',
    needs: 'retry',
    async check(bench) {
      await bench.work(['tck-give-up'], fail);
      await bench.queue.enqueue({ name: 'tck-give-up', payload: 1, attempts: 2 });
      await bench.ended(1);
      assert.equal(outcome(bench, 'failed'), 1, 'fluxora.job.finished{failed}');
      assert.equal(bench.sum('fluxora.job.retries'), 1, 'fluxora.job.retries');
      // Runners write it down when the attempt is over.
      await bench.eventually(async () => {
        assert.equal((await bench.queue.truth()).failed, 1, 'the queue agrees');
      });
    },
  },
  {
    id: 'dead_letter',
    title: 'a job that is moved to a dead letter queue counts as dead-lettered once',
    needs: 'dead_letter',
    async check(bench) {
      await bench.work(['tck-dead-letter'], fail);
      await bench.queue.enqueue({ name: 'tck-dead-letter', payload: 1, attempts: 2 });
      await bench.ended(1);
      await bench.eventually(() => {
        assert.equal(bench.sum('fluxora.job.dead_lettered'), 1, 'fluxora.job.dead_lettered');
      });
    },
  },
  {
    id: 'timeout',
    title: 'a job that exceeds its time is timed out',
    needs: 'timeout',
    async check(bench) {
      await bench.work(['tck-timeout'], ({ signal }) => hang(signal));
      await bench.queue.enqueue({ name: 'tck-timeout', payload: 1, timeoutMs: 100 });
      await bench.ended(1);
      assert.equal(outcome(bench, 'timed_out'), 1, 'fluxora.job.finished{timed_out}');
    },
  },
  {
    id: 'cancel',
    title: 'a job that is cancelled while it runs is cancelled, not failed',
    needs: 'cancel',
    async check(bench) {
      let isRunning = false;
      await bench.work(['tck-cancel'], ({ signal }) => {
        isRunning = true;
        return hang(signal);
      });
      const id = await bench.queue.enqueue({ name: 'tck-cancel', payload: 1 });
      await bench.eventually(() => assert.ok(isRunning, 'the job runs'));
      await bench.queue.cancel?.(id ?? '');
      await bench.ended(1);
      assert.equal(outcome(bench, 'cancelled'), 1, 'fluxora.job.finished{cancelled}');
    },
  },
];
