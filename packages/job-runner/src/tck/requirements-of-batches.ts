import { strict as assert } from 'node:assert';
import type { TckRequirement } from './requirements.ts';

/** What becomes of many jobs at once. */
export const batchRequirements: readonly TckRequirement[] = [
  {
    id: 'batch',
    title: 'a batch is one span without a parent, linked to where each of its jobs was enqueued',
    needs: 'batch',
    async check(bench) {
      await bench.queue.enqueueBatch?.(
        [1, 2, 3].map((payload) => ({ name: 'tck-batch', payload })),
      );
      await bench.work(['tck-batch'], () => undefined);
      await bench.ended(3);
      const [attempt, ...others] = bench.attempts();
      assert.equal(others.length, 0, 'there is one span for the batch');
      assert.equal(attempt?.parentSpanId, undefined, 'it has no parent');
      assert.equal(attempt?.attributes['messaging.batch.message_count'], 3);
      const origins = new Set(bench.enqueues().map((span) => span.spanId));
      const linked = new Set(attempt?.links.map((link) => link.spanId));
      assert.deepEqual(linked, origins, 'it links to every enqueueing');
      assert.equal(bench.sum('fluxora.job.started'), 3, 'fluxora.job.started counts jobs');
    },
  },
  {
    id: 'counts',
    title: 'over many jobs with random failures, counts agree with the records of the queue',
    async check(bench) {
      const jobs = 100;
      await bench.work(
        ['tck-counts'],
        () => {
          if (Math.random() < 0.3) throw new Error('tck: by chance');
        },
        { concurrency: 5 },
      );
      const attempts = bench.adapter.lacks?.retry === undefined ? 2 : 1;
      for (let index = 0; index < jobs; index++) {
        await bench.queue.enqueue({ name: 'tck-counts', payload: index, attempts });
      }
      await bench.ended(jobs);
      await bench.eventually(async () => {
        const truth = await bench.queue.truth();
        const finished = (outcome: string): number =>
          bench.sum('fluxora.job.finished', { 'fluxora.job.outcome': outcome });
        assert.deepEqual(
          { completed: finished('ok'), failed: finished('failed') },
          { completed: truth.completed, failed: truth.failed },
        );
      });
      const started = bench.sum('fluxora.job.started');
      assert.equal(
        started,
        jobs + bench.sum('fluxora.job.retries'),
        'started = finished + retries',
      );
      assert.equal(bench.sum('fluxora.job.enqueued'), jobs, 'fluxora.job.enqueued');
      assert.equal(bench.sum('fluxora.job.active.count'), 0, 'fluxora.job.active.count');
    },
  },
];
