import { TelemetryError } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createFakeClock,
  createTestTelemetry,
} from '@fluxora/telemetry-testing';
import { describe, expect, test, vi } from 'vitest';
import type { QueueSnapshot } from '../adapter.ts';
import { jobCatalog } from '../catalog.ts';
import { createJobReporter } from './create-job-reporter.ts';

const setUp = () => {
  const clock = createFakeClock();
  const t = createTestTelemetry({ clock });
  const reporter = createJobReporter({
    runner: 'bullmq',
    queue: 'q',
    providers: t.providers,
    clock,
  });
  const sum = (name: string, attributes: object = {}) =>
    (t.totals().find((metric) => metric.name === `fluxora.job.${name}`)?.points ?? [])
      .filter((point) =>
        Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      )
      .reduce((total, { value = 0 }) => total + value, 0);
  return { clock, t, reporter, sum, [Symbol.dispose]: () => t[Symbol.dispose]() };
};

test('counts what it is told, and nothing else', () => {
  using s = setUp();
  s.reporter.enqueued({ name: 'a', count: 3 });
  s.reporter.deduplicated({ name: 'a' });
  s.reporter.stalled({ name: 'a' });
  s.reporter.retried({ name: 'a' }, { outcome: 'failed', error: new RangeError('x') });
  s.reporter.finished({ name: 'a' }, { outcome: 'failed', deadLettered: true });
  s.reporter.deadLettered({ name: 'b' });
  expect(
    ['enqueued', 'deduplicated', 'stalled', 'retries', 'finished', 'dead_lettered'].map((name) =>
      s.sum(name),
    ),
  ).toEqual([3, 1, 1, 1, 1, 2]);
  assertConventions(s.t, [jobCatalog]);
});

test('a job on its way counts once, by what first became of it', () => {
  using s = setUp();
  const sent = s.reporter.startEnqueue({ name: 'a', delayMs: 2_000 });
  sent.sent({ id: '7' });
  sent.deduplicated();
  sent.failed(new Error('late'));
  const failed = s.reporter.startEnqueue({ name: 'a' });
  failed.failed(new TypeError('refused'));
  failed.sent();
  expect([s.sum('enqueued'), s.sum('deduplicated')]).toEqual([1, 0]);
  const [ok, bad] = s.t.spans();
  expect(ok).toMatchObject({
    name: 'send q',
    kind: 'producer',
    attributes: { 'messaging.message.id': '7', 'fluxora.job.delay': 2 },
  });
  expect(bad).toMatchObject({ status: { code: 'error' } });
  assertConventions(s.t, [jobCatalog]);
});

test('an attempt ends once', () => {
  using s = setUp();
  const attempt = s.reporter.startAttempt({ name: 'a' });
  attempt.finish({ outcome: 'timed_out' });
  attempt.finish({ outcome: 'ok' });
  attempt.settle({ status: 'fulfilled', value: 1 });
  expect(s.sum('finished')).toBe(1);
  expect(s.sum('finished', { 'fluxora.job.outcome': 'timed_out' })).toBe(1);
  expect(s.t.spans()).toHaveLength(1);
});

test('the jobs of a batch may end differently', () => {
  using s = setUp();
  const attempt = s.reporter.startAttempt({
    name: 'a',
    maxAttempts: 3,
    messages: [{}, {}, {}, {}],
  });
  attempt.finish({
    outcome: 'ok',
    messages: new Map([
      [1, { outcome: 'failed', error: new RangeError('x') }],
      [2, { outcome: 'failed', willRetry: false, deadLettered: true }],
    ]),
  });
  expect(s.sum('started')).toBe(4);
  expect(s.sum('finished', { 'fluxora.job.outcome': 'ok' })).toBe(2);
  expect(s.sum('retries', { 'error.type': 'RangeError' })).toBe(1);
  expect(s.sum('finished', { 'fluxora.job.outcome': 'failed' })).toBe(1);
  expect(s.sum('dead_lettered')).toBe(1);
});

test('two workers of one process share the gauges of their queue', () => {
  using s = setUp();
  const other = createJobReporter({
    runner: 'bullmq',
    queue: 'q',
    providers: s.t.providers,
    clock: s.clock,
  });
  const stop = s.reporter.observeConcurrency(() => 5);
  other.observeConcurrency(() => 3);
  const first = s.reporter.startAttempt({ name: 'a' });
  other.startAttempt({ name: 'a' });
  expect([s.sum('active.count'), s.sum('concurrency.limit')]).toEqual([2, 8]);
  first.finish({ outcome: 'ok' });
  stop();
  stop();
  expect([s.sum('active.count'), s.sum('concurrency.limit')]).toEqual([1, 3]);
});

describe('observeQueue', () => {
  const value = (s: ReturnType<typeof setUp>, name: string) =>
    s.t.peek().find((metric) => metric.name === `fluxora.job.queue.${name}`)?.points;

  test('reads once per collection, and reports depth by state and the oldest age', async () => {
    using s = setUp();
    const read = vi.fn<() => Promise<QueueSnapshot>>(async () => ({
      depth: { waiting: 4, delayed: 0 },
      oldestWaitingAt: s.clock.now() - 90_000,
    }));
    s.reporter.observeQueue(read);
    await s.t.collect();
    const reads = read.mock.calls.length;
    expect(value(s, 'depth')).toMatchObject([
      { value: 4, attributes: { 'fluxora.job.queue.state': 'waiting' } },
      { value: 0, attributes: { 'fluxora.job.queue.state': 'delayed' } },
    ]);
    expect(value(s, 'oldest_age')).toMatchObject([{ value: 90 }]);
    const before = read.mock.calls.length;
    await s.t.collect();
    expect(reads).toBe(1);
    expect(read.mock.calls.length).toBeGreaterThan(before);
    assertConventions(s.t, [jobCatalog]);
  });

  test('an empty queue is 0 s old; one whose age nobody knows says nothing', () => {
    using s = setUp();
    s.reporter.observeQueue(() => ({ depth: {}, oldestWaitingAt: undefined }));
    expect(value(s, 'oldest_age')).toMatchObject([{ value: 0 }]);
    s.t.reset();
    s.reporter.observeQueue(() => ({ depth: { waiting: 1 } }));
    expect(value(s, 'oldest_age')).toBeUndefined();
  });

  test('a queue that cannot be read, or not in time, is counted and holds nothing up', async () => {
    using s = setUp();
    s.reporter.observeQueue(() => Promise.reject(new Error('ECONNREFUSED')));
    await s.t.collect();
    s.reporter.observeQueue(() => new Promise(() => undefined), { timeoutMs: 5 });
    await s.t.collect();
    expect(s.t.drops.counts()).toMatchObject([{ signal: 'metrics', cause: 'callback_failed' }]);
    expect(s.t.said().join()).toContain('ECONNREFUSED');
  });

  test('a later one replaces the former, and stop() ends it', () => {
    using s = setUp();
    s.reporter.observeQueue(() => ({ depth: { waiting: 1 } }));
    s.reporter.observeQueue(() => ({ depth: { waiting: 2 } }));
    expect(value(s, 'depth')).toMatchObject([{ value: 2 }]);
    s.reporter.stop();
    s.reporter.stop();
    s.t.reset();
    expect(value(s, 'depth')).toBeUndefined();
  });
});

test('after stop() nothing is counted, and open attempts still end', () => {
  using s = setUp();
  const attempt = s.reporter.startAttempt({ name: 'a' });
  s.reporter.stop();
  s.reporter.enqueued({ name: 'a' });
  attempt.finish({ outcome: 'ok' });
  expect(s.sum('enqueued')).toBe(0);
  expect(s.sum('active.count')).toBe(0);
  expect(s.t.spans()).toHaveLength(1);
});

test('announced jobs exist with 0', () => {
  using s = setUp();
  s.reporter.announce(['a']);
  expect(s.t.metric('fluxora.job.finished')?.points).toMatchObject([{ value: 0 }, { value: 0 }]);
  expect(s.t.metric('fluxora.job.active.count')?.points).toMatchObject([{ value: 0 }]);
});

test('wrong options are all said at once', () => {
  const make = () =>
    createJobReporter({ runner: '', queue: 'x'.repeat(300), parentWithinMs: Number.NaN });
  expect(make).toThrow(TelemetryError);
  expect(make).toThrow(/runner is ""[\s\S]*queue is[\s\S]*parentWithinMs is NaN/);
});
