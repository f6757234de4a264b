import { strict as assert } from 'node:assert';
import { brokenProviders } from './broken-providers.ts';
import type { TckRequirement } from './requirements.ts';

/** What telemetry must not do to the process it is in, and what becomes of jobs when a process ends. */
export const hostRequirements: readonly TckRequirement[] = [
  {
    id: 'off',
    title: 'without telemetry the jobs run just the same',
    async check(bench) {
      // It may have registered itself for the whole process.
      await bench.telemetry.dispose();
      const queue = await bench.adapter.open(undefined);
      try {
        const seen: unknown[] = [];
        const worker = await queue.startWorker({
          names: ['tck-off'],
          handle: ({ payload }) => seen.push(payload),
          concurrency: 1,
          providers: undefined,
        });
        await queue.enqueue({ name: 'tck-off', payload: 'a' });
        await bench.eventually(() => assert.deepEqual(seen, ['a']));
        await bench.eventually(async () => assert.equal((await queue.truth()).completed, 1));
        await worker.stop();
      } finally {
        await queue.close();
      }
    },
  },
  {
    id: 'broken',
    title: 'telemetry that throws at every turn never reaches the jobs, and is counted',
    async check(bench) {
      const broken = brokenProviders();
      const queue = await bench.adapter.open(broken.providers);
      try {
        const seen: unknown[] = [];
        const worker = await queue.startWorker({
          names: ['tck-broken', 'tck-broken-failure'],
          handle: ({ name, payload }) => {
            seen.push(payload);
            if (name === 'tck-broken-failure') throw new Error('tck: on purpose');
          },
          concurrency: 1,
          providers: broken.providers,
        });
        await queue.enqueue({ name: 'tck-broken', payload: 'a' });
        await queue.enqueue({ name: 'tck-broken-failure', payload: 'b' });
        await bench.eventually(async () => {
          const { completed, failed } = await queue.truth();
          assert.deepEqual({ completed, failed }, { completed: 1, failed: 1 });
        });
        assert.deepEqual(new Set(seen), new Set(['a', 'b']));
        await worker.stop();
        assert.ok(broken.drops.lost() > 0, 'what was lost is counted');
      } finally {
        await queue.close();
      }
    },
  },
  {
    id: 'drain',
    title: 'a worker that stops finishes what it works on, takes nothing more, and stops once',
    needs: 'drain',
    async check(bench) {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      let started = 0;
      const worker = await bench.work(['tck-drain'], () => {
        started += 1;
        return gate;
      });
      await bench.queue.enqueue({ name: 'tck-drain', payload: 1 });
      await bench.eventually(() => assert.equal(started, 1, 'the job runs'));
      await bench.eventually(() =>
        assert.equal(bench.sum('fluxora.job.active.count'), 1, 'fluxora.job.active.count'),
      );
      let isStopped = false;
      const stopped = worker.stop().then(() => (isStopped = true));
      await bench.queue.enqueue({ name: 'tck-drain', payload: 2 });
      await bench.pause(50);
      assert.ok(!isStopped, 'it waits for the job that runs');
      open();
      await stopped;
      await worker.stop();
      await bench.ended(1);
      assert.equal(started, 1, 'jobs started');
      assert.equal(bench.sum('fluxora.job.active.count'), 0, 'fluxora.job.active.count');
      assert.equal(bench.sum('fluxora.job.finished', { 'fluxora.job.outcome': 'ok' }), 1);
    },
  },
  {
    id: 'crash',
    title: 'a job whose worker was killed is found stalled, and runs again elsewhere',
    needs: 'crash',
    async check(bench) {
      let started = 0;
      // The dead worker's handler may still be in this process; what it does must not matter.
      const worker = await bench.work(['tck-crash'], () => {
        started += 1;
        return new Promise(() => undefined);
      });
      await bench.queue.enqueue({ name: 'tck-crash', payload: 1, attempts: 2 });
      await bench.eventually(async () => {
        assert.equal((await bench.queue.truth()).active, 1, 'the job runs');
      });
      await worker.kill?.();
      await bench.work(['tck-crash'], () => 'done');
      await bench.ended(1);
      assert.equal(bench.sum('fluxora.job.stalled'), 1, 'fluxora.job.stalled');
      assert.equal(bench.sum('fluxora.job.finished', { 'fluxora.job.outcome': 'ok' }), 1);
      assert.ok(started <= 1);
    },
  },
  {
    id: 'twice',
    title: 'telemetry may be flushed and shut down twice, and after it jobs still run',
    async check(bench) {
      const seen: unknown[] = [];
      await bench.work(['tck-twice'], ({ payload }) => seen.push(payload));
      await bench.queue.enqueue({ name: 'tck-twice', payload: 1 });
      await bench.ended(1);
      await bench.telemetry.collect();
      await bench.telemetry.collect();
      await bench.telemetry.dispose();
      await bench.telemetry.dispose();
      await bench.queue.enqueue({ name: 'tck-twice', payload: 2 });
      await bench.eventually(() => assert.deepEqual(seen, [1, 2]));
      await bench.queue.close();
    },
  },
];
