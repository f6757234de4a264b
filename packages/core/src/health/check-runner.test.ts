import { context, trace } from '@opentelemetry/api';
import { createFakeClock, createTestTelemetry } from '@fluxora/telemetry-testing';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { configureLogging } from '../logs/configure-logging.ts';
import type {
  HealthCheckContext,
  HealthCheckFunction,
  HealthCheckSettings,
} from './health-check.ts';
import { createHealth } from './process-health.ts';

/** A check in a health of its own, and a clock that moves the timers, too. */
function setUp(check: unknown, settings: HealthCheckSettings = {}) {
  const telemetry = createTestTelemetry();
  const clock = createFakeClock();
  const health = createHealth({ providers: telemetry.providers, clock });
  const called = vi.fn<HealthCheckFunction>(check as HealthCheckFunction);
  const handle = health.define('db', called, settings);
  const advance = async (ms: number) => {
    clock.advance(ms);
    await vi.advanceTimersByTimeAsync(ms);
    // A time-out lets the answers in that have arrived.
    await new Promise((done) => setImmediate(done));
  };
  return { telemetry, clock, health, called, handle, advance };
}

const never = () => new Promise<never>(() => undefined);

beforeEach(() => {
  configureLogging({ console: 'off' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the answer of a check', () => {
  test.each([
    ['nothing', undefined],
    ['true', true],
    ['{ status: "pass" }', { status: 'pass' }],
  ])('passes by %s', async (_what, answer) => {
    expect(await setUp(() => answer).handle.run()).toMatchObject({ name: 'db', status: 'pass' });
    expect(await setUp(async () => answer).handle.run()).not.toHaveProperty('output');
  });

  it('may say more', async () => {
    const { handle, clock } = setUp(
      () => ({
        status: 'warn',
        output: 'slow',
        observedValue: 40,
        observedUnit: 'ms',
        details: { replicas: 2, password: 'hunter2', url: 'redis://u:hunter2@h', at: new Date(0) },
        unknown: 1,
      }),
      { description: 'Prices.', componentType: 'datastore', tags: ['readiness', 'eu'] },
    );

    expect(await handle.run()).toEqual({
      name: 'db',
      status: 'warn',
      output: 'slow',
      observedValue: 40,
      observedUnit: 'ms',
      details: {
        replicas: 2,
        password: '[redacted]',
        url: 'redis://[redacted]@h',
        at: '1970-01-01T00:00:00.000Z',
      },
      critical: true,
      tags: ['readiness', 'eu'],
      description: 'Prices.',
      componentType: 'datastore',
      timeMs: clock.now(),
      durationMs: 0,
    });
  });

  test.each([
    ['false', () => false, 'returned false'],
    [
      'an error',
      () => {
        throw new Error('no rows');
      },
      'no rows',
    ],
    [
      'undefined that is thrown',
      () => {
        throw undefined;
      },
      'threw undefined',
    ],
    ['a rejection', () => Promise.reject(new Error('refused')), 'refused'],
    ['a rejection with a thing', () => Promise.reject(Object.create(null)), 'threw an object'],
    [
      'endless recursion',
      function again(): unknown {
        return again();
      },
      'Maximum call stack size exceeded',
    ],
    [
      'a thenable that throws',
      () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- it is the case
        then() {
          throw new Error('odd');
        },
      }),
      'odd',
    ],
    [
      'a secret',
      () => {
        throw new Error('cannot reach postgres://u:hunter2@h');
      },
      'cannot reach postgres://[redacted]@h',
    ],
  ])('fails by %s', async (_what, check, output) => {
    expect(await setUp(check).handle.run()).toMatchObject({ status: 'fail', output });
  });

  test.each([
    ['a text', 'PONG', 'returned "PONG". Return nothing when it passes, a boolean, or'],
    ['a number', 0, 'returned 0. '],
    ['null', null, 'returned null. '],
    ['rows', [{ '?column?': 1 }], 'returned [an object]. '],
    ['an object', { rows: [] }, 'returned an object. '],
    ['a Response', { status: 503 }, 'returned an object with status 503. '],
    ['another word for it', { status: 'ok' }, 'returned an object with status "ok". '],
  ])('fails by %s, and says so once', async (_what, answer, output) => {
    const { handle, telemetry, advance } = setUp(() => answer);
    expect(await handle.run()).toMatchObject({
      status: 'fail',
      output: expect.stringContaining(output),
    });
    await advance(1_000);
    await handle.run();
    expect(telemetry.said()).toEqual([
      expect.stringMatching(/^telemetry\/health: check "db" returned .* It counts as fail\.$/),
    ]);
  });

  it('is a fail when it cannot be read', async () => {
    const hostile = Object.defineProperty({}, 'status', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(await setUp(() => hostile).handle.run()).toMatchObject({
      status: 'fail',
      output: 'its answer cannot be read: no',
    });
  });

  it('may be anything at all: a run always ends, with plain data', async () => {
    const anything = fc.anything({
      withNullPrototype: true,
      withDate: true,
      withMap: true,
      withBigInt: true,
    });
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (value, isThrown) => {
        const { handle, telemetry } = setUp(() => {
          if (isThrown) throw value;
          return fc.sample(fc.boolean(), 1)[0]
            ? value
            : { status: 'warn', observedValue: value, details: { value } };
        });
        const result = await handle.run();
        expect(['pass', 'warn', 'fail']).toContain(result.status);
        expect(structuredClone(JSON.parse(JSON.stringify(result)))).toMatchObject({ name: 'db' });
        telemetry[Symbol.dispose]();
      }),
      { numRuns: 200 },
    );
  });
});

describe('a run', () => {
  it('is shared by all who ask meanwhile: a thousand probes are one call', async () => {
    let finish!: () => void;
    const { health, handle, called } = setUp(() => new Promise<void>((done) => (finish = done)));
    const probes = Array.from({ length: 1_000 }, () => health.check({ kind: 'readiness' }));
    expect(handle.run()).toBe(handle.run());
    finish();
    const reports = await Promise.all(probes);
    expect(reports.every(({ status }) => status === 'pass')).toBe(true);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('is good for minIntervalMs after its end, whatever the wall clock does', async () => {
    const { handle, called, clock, advance } = setUp(() => undefined, { minIntervalMs: 5_000 });
    const first = await handle.run();
    await advance(4_999);
    clock.set(0);
    expect(await handle.run()).toBe(first);
    clock.set(Date.UTC(2099, 0));
    expect(await handle.run()).toBe(first);
    await advance(1);
    expect(await handle.run()).not.toBe(first);
    expect(called).toHaveBeenCalledTimes(2);
  });

  it('is made each time with minIntervalMs 0', async () => {
    const { handle, called } = setUp(() => undefined, { minIntervalMs: 0 });
    await handle.run();
    await handle.run();
    expect(called).toHaveBeenCalledTimes(2);
  });

  it('leaves no span of what the check does, and lends it nobody’s trace', async () => {
    const active: unknown[] = [];
    const { handle, telemetry } = setUp(() => {
      active.push(trace.getSpan(context.active()));
      telemetry.providers.tracerProvider.getTracer('pg').startSpan('SELECT 1').end();
    });
    const tracer = telemetry.providers.tracerProvider.getTracer('app');
    await tracer.startActiveSpan('probe', async (span) => {
      await handle.run();
      span.end();
    });
    expect(active).toEqual([undefined]);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['probe']);
  });

  it('may ask for its own result without calling itself', async () => {
    const { handle, called, advance } = setUp(async () => {
      await handle.run();
    });
    const run = handle.run();
    await advance(2_000);
    expect(await run).toMatchObject({ status: 'fail', output: 'no answer within 2000 ms' });
    expect(called).toHaveBeenCalledTimes(1);
  });
});

describe('a check that hangs', () => {
  it('fails after timeoutMs, and its signal is aborted', async () => {
    let signal: AbortSignal | undefined;
    const { handle, advance } = setUp(
      (given: HealthCheckContext) => {
        signal = given.signal;
        return never();
      },
      { timeoutMs: 300 },
    );
    const run = handle.run();
    await advance(299);
    expect(signal?.aborted).toBe(false);
    await advance(1);
    expect(await run).toMatchObject({
      status: 'fail',
      output: 'no answer within 300 ms',
      durationMs: 300,
    });
    expect(signal?.reason).toMatchObject({
      name: 'TimeoutError',
      message: 'no answer within 300 ms',
    });
  });

  it('is not called again for as long as its time-out, then twice as long, and five calls are the limit', async () => {
    const { handle, called, advance } = setUp(never, { timeoutMs: 1_000, minIntervalMs: 0 });
    const calls: number[] = [];
    let seconds = 0;
    for (; seconds < 300; seconds++) {
      const before = called.mock.calls.length;
      const run = handle.run();
      if (called.mock.calls.length > before) calls.push(seconds);
      await advance(1_000);
      expect(await run).toMatchObject({ status: 'fail' });
    }
    // Each call takes a second, then the pause of 1, 2, 4, 8 s.
    expect(calls).toEqual([0, 2, 5, 10, 19]);
    expect(handle.latest?.output).toBe(
      '5 calls before have timed out and still have not ended; it was not called again',
    );
  });

  it('is called again as soon as the old call has ended', async () => {
    let finish!: () => void;
    const { handle, called, advance } = setUp(() => new Promise<void>((done) => (finish = done)), {
      timeoutMs: 1_000,
      minIntervalMs: 0,
    });
    const run = handle.run();
    await advance(1_000);
    await run;
    expect(await handle.run()).toMatchObject({
      output: 'the call before has timed out and still has not ended; it was not called again',
    });
    finish();
    await advance(0);
    const next = handle.run();
    finish();
    expect(await next).toMatchObject({ status: 'pass' });
    expect(called).toHaveBeenCalledTimes(2);
  });

  it('may reject long after, without an unhandled rejection and without changing the result', async () => {
    const unhandled = vi.fn<() => void>();
    process.on('unhandledRejection', unhandled);
    let reject!: (error: Error) => void;
    const { handle, advance } = setUp(() => new Promise((_, no) => (reject = no)));
    const run = handle.run();
    await advance(2_000);
    const result = await run;
    reject(new Error('too late'));
    vi.useRealTimers();
    await new Promise((done) => setImmediate(done));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(handle.latest).toBe(result);
  });

  it('is given its answer when the event loop was blocked until after the time-out', async () => {
    const { handle } = setUp(() => new Promise<void>((done) => setImmediate(done)), {
      timeoutMs: 5,
    });
    vi.useRealTimers();
    const run = handle.run();
    for (const end = performance.now() + 20; performance.now() < end;);
    expect(await run).toMatchObject({ status: 'pass' });
  });
});

describe('stop()', () => {
  it('aborts the run, which then fails and counts for nothing', async () => {
    let signal: AbortSignal | undefined;
    const { handle, health, telemetry } = setUp((given: HealthCheckContext) => {
      signal = given.signal;
      return never();
    });
    const run = handle.run();
    handle.stop();
    handle.stop();
    expect(await run).toMatchObject({ status: 'fail', output: 'the check was stopped' });
    expect(signal?.aborted).toBe(true);
    expect(handle.latest).toBeUndefined();
    expect(health.latest().checks).toEqual([]);
    expect(telemetry.events()).toEqual([]);
  });

  it('keeps the latest result and calls the check no more', async () => {
    const { handle, called, advance } = setUp(() => undefined);
    const result = await handle.run();
    handle.stop();
    await advance(60_000);
    expect(await handle.run()).toBe(result);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('frees the name', async () => {
    const { handle, health } = setUp(() => undefined);
    handle.stop();
    const second = health.define('db', () => false);
    handle.stop();
    expect((await health.check()).checks).toEqual([await second.run()]);
  });
});
