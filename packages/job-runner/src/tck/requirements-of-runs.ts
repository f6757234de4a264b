import { strict as assert } from 'node:assert';
import { trace } from '@opentelemetry/api';
import { metricSignals } from '@fluxora/telemetry-core';
import { jobCatalog } from '../catalog.ts';
import type { TckRequirement } from './requirements.ts';

const ID = '9f3c7a52-tck';

/** What a job that goes well looks like. */
export const runRequirements: readonly TckRequirement[] = [
  {
    id: 'success',
    title:
      'a job that succeeds is enqueued, started and finished once, with outcome ok and its times',
    async check(bench) {
      await bench.work(['tck-success'], () => 'done');
      await bench.queue.enqueue({ name: 'tck-success', payload: { site: 'berlin' } });
      await bench.ended(1);
      const job = {
        'fluxora.job.name': 'tck-success',
        'fluxora.job.queue': bench.queue.name,
        'fluxora.job.runner': bench.adapter.runner,
      };
      assert.equal(bench.sum('fluxora.job.enqueued', job), 1, 'fluxora.job.enqueued');
      assert.equal(bench.sum('fluxora.job.started', job), 1, 'fluxora.job.started');
      const ok = { ...job, 'fluxora.job.outcome': 'ok' };
      assert.equal(bench.sum('fluxora.job.finished', ok), 1, 'fluxora.job.finished{ok}');
      assert.equal(bench.sum('fluxora.job.duration', ok), 1, 'fluxora.job.duration');
      assert.equal(bench.sum('fluxora.job.wait.duration', job), 1, 'fluxora.job.wait.duration');
      assert.equal(
        bench.sum('fluxora.job.end_to_end.duration', ok),
        1,
        'fluxora.job.end_to_end.duration',
      );
      assert.equal(bench.sum('fluxora.job.retries'), 0, 'fluxora.job.retries');
    },
  },
  {
    id: 'span',
    title:
      'its attempt is a consumer span by the messaging conventions, linked to where it was enqueued',
    async check(bench) {
      await bench.work(['tck-span'], () => undefined);
      await bench.queue.enqueue({ name: 'tck-span', payload: 1 });
      await bench.ended(1);
      await bench.eventually(() => assert.equal(bench.attempts().length, 1, 'spans of attempts'));
      const [attempt] = bench.attempts();
      const [enqueue] = bench.enqueues();
      assert.ok(attempt && enqueue, 'there is a producer span and a consumer span');
      const { attributes } = attempt;
      assert.equal(typeof attributes['messaging.system.name'], 'string', 'messaging.system.name');
      assert.equal(attributes['messaging.system'], undefined, 'messaging.system is deprecated');
      assert.equal(attributes['messaging.operation.type'], 'process');
      assert.equal(attributes['messaging.destination.name'], bench.queue.name);
      assert.equal(attributes['fluxora.job.name'], 'tck-span');
      assert.equal(attributes['fluxora.job.outcome'], 'ok');
      assert.equal(enqueue.attributes['messaging.operation.type'], 'send');
      const isLinked = attempt.links.some((link) => link.spanId === enqueue.spanId);
      assert.ok(isLinked, 'the attempt links to the span that enqueued it');
      assert.ok(
        attempt.parentSpanId === undefined || attempt.parentSpanId === enqueue.spanId,
        'its parent is where it was enqueued, or nothing',
      );
    },
  },
  {
    id: 'payload',
    title: 'the handler gets the payload as it was enqueued',
    async check(bench) {
      const payload = { site: 'berlin', nested: { hours: [1, 2, 3] }, telemetry: 'mine' };
      const seen: unknown[] = [];
      await bench.work(['tck-payload'], ({ payload: got }) => seen.push(structuredClone(got)));
      await bench.queue.enqueue({ name: 'tck-payload', payload });
      await bench.ended(1);
      assert.deepEqual(seen, [payload]);
    },
  },
  {
    id: 'bounded',
    title: 'ids stay off metrics, and every metric is a declared one with declared attributes',
    async check(bench) {
      await bench.work(['tck-bounded'], () => undefined);
      await bench.queue.enqueue({ name: 'tck-bounded', payload: { id: ID } });
      await bench.ended(1);
      const declared = new Map(metricSignals(jobCatalog).map((metric) => [metric.name, metric]));
      const ours = bench.telemetry.totals().filter(({ scope }) => scope.name === jobCatalog.name);
      assert.ok(ours.length > 0, 'there are metrics');
      for (const { name, points } of ours) {
        const allowed = declared.get(name);
        assert.ok(allowed, `${name} is declared in jobCatalog`);
        for (const { attributes } of points) {
          for (const key of Object.keys(attributes)) {
            assert.ok(key in (allowed.attributes ?? {}), `${name} carries ${key}`);
          }
          assert.ok(!JSON.stringify(attributes).includes(ID), `${name} carries an id`);
        }
      }
    },
  },
  {
    id: 'root',
    title: 'a worker that was started inside a span does not adopt it',
    async check(bench) {
      const tracer = bench.telemetry.providers.tracerProvider?.getTracer('tck');
      assert.ok(tracer, 'the telemetry has a tracer provider');
      const traceIds: string[] = [];
      let loopTraceId = '';
      await tracer.startActiveSpan('worker loop', async (loop) => {
        loopTraceId = loop.spanContext().traceId;
        await bench.work(['tck-root'], () => {
          traceIds.push(trace.getActiveSpan()?.spanContext().traceId ?? 'none');
        });
        loop.end();
      });
      await bench.queue.enqueue({ name: 'tck-root', payload: 1 });
      await bench.ended(1);
      assert.equal(traceIds.length, 1);
      assert.notEqual(traceIds[0], loopTraceId, 'the attempt has the trace of the loop');
      const [attempt] = bench.attempts();
      assert.equal(
        traceIds[0],
        attempt?.traceId,
        'the span of the attempt is active in the handler',
      );
    },
  },
  {
    id: 'delay',
    title: 'an intended delay is no wait, but part of the time from end to end',
    needs: 'delay',
    async check(bench) {
      await bench.work(['tck-delay'], () => undefined);
      await bench.queue.enqueue({ name: 'tck-delay', payload: 1, delayMs: 1_000 });
      await bench.ended(1);
      const endToEnd = bench.total('fluxora.job.end_to_end.duration');
      const wait = bench.total('fluxora.job.wait.duration');
      assert.ok(endToEnd >= 0.9, `end to end took ${endToEnd} s of at least 1 s`);
      // Not a fixed limit: runners that poll are seconds late.
      assert.ok(
        wait <= endToEnd - 0.9,
        `it waited ${wait} s of ${endToEnd} s, 1 s of which was intended`,
      );
    },
  },
  {
    id: 'deduplicate',
    title: 'a job that the queue has already counts as deduplicated, not as enqueued',
    needs: 'deduplicate',
    async check(bench) {
      const job = { name: 'tck-deduplicate', payload: 1, dedupeKey: 'tck' };
      await bench.queue.enqueue(job);
      await bench.queue.enqueue(job);
      await bench.eventually(() => {
        assert.equal(bench.sum('fluxora.job.deduplicated'), 1, 'fluxora.job.deduplicated');
      });
      assert.equal(bench.sum('fluxora.job.enqueued'), 1, 'fluxora.job.enqueued');
      await bench.work(['tck-deduplicate'], () => undefined);
      await bench.ended(1);
    },
  },
  {
    id: 'depth',
    title: 'depth and age of the oldest job are those of the queue',
    needs: 'depth',
    async check(bench) {
      for (let index = 0; index < 3; index++) {
        await bench.queue.enqueue({ name: 'tck-depth', payload: index });
      }
      await bench.eventually(async () => {
        await bench.telemetry.collect();
        const depth = bench.sum('fluxora.job.queue.depth', {
          'fluxora.job.queue.state': 'waiting',
        });
        assert.equal(
          depth,
          (await bench.queue.truth()).waiting,
          'fluxora.job.queue.depth{waiting}',
        );
        assert.equal(depth, 3);
        const age = bench.sum('fluxora.job.queue.oldest_age');
        assert.ok(age > 0 && age < 60, `fluxora.job.queue.oldest_age is ${age} s`);
      });
      await bench.work(['tck-depth'], () => undefined);
      await bench.ended(3);
    },
  },
];
