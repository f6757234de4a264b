import { createServer } from 'node:http';
import { configureLogging, createHealth, type Health } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Telemetry } from '../telemetry.ts';
import { drainCatalog } from './catalog.ts';
import type { DrainOptions, DrainReport } from './drain-options.ts';
import { planDrain } from './drain-plan.ts';
import { runDrain } from './run-drain.ts';
import { ServerDrain } from './server-drain.ts';

let t: TestTelemetry;
let health: Health;
let happened: string[];
beforeEach(() => {
  vi.useFakeTimers();
  configureLogging({ console: 'off' });
  t = createTestTelemetry();
  health = createHealth({ providers: t.providers });
  happened = [];
});
afterEach(() => {
  vi.useRealTimers();
  t[Symbol.dispose]();
});

const shutdown = vi.fn<(options?: { timeoutMs?: number }) => Promise<object>>(() => {
  happened.push(`shutdown at ${Math.round(performance.now())}`);
  return Promise.resolve({ timedOut: false });
});

/** Starts a drain of a service that is otherwise well. */
function start(options: DrainOptions, reason = 'SIGTERM'): Promise<DrainReport> {
  const telemetry = {
    health,
    providers: t.providers,
    config: { shutdownTimeoutMs: 2_000 },
    flush: () => Promise.resolve(),
    shutdown,
  } as unknown as Telemetry;
  const plan = planDrain(telemetry, options);
  const servers = plan.servers.map((server) => new ServerDrain(server));
  return runDrain(telemetry, plan, servers, reason);
}

const note = (what: string) => (): void => void happened.push(what);
const after = (ms: number, what: string) => (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => {
      happened.push(what);
      resolve();
    }, ms);
  });
const never = (): Promise<never> => new Promise(() => undefined);

async function finish(draining: Promise<DrainReport>): Promise<DrainReport> {
  const state = { isOver: false };
  void draining.then(() => (state.isOver = true));
  // Servers close by the event loop, which fake timers do not turn.
  for (let turn = 0; !state.isOver && turn < 1_000; turn++) await vi.advanceTimersByTimeAsync(100);
  return draining;
}

describe('a drain', () => {
  it('is not ready at once, waits, stops all at the same time, then releases one after another', async () => {
    const draining = start({
      waitMs: 1_000,
      stop: [after(300, 'slow stopped'), after(100, 'quick stopped')],
      release: [after(200, 'first released'), note('second released')],
    });

    expect(health.isDraining).toBe(true);
    expect(health.latest().drainReason).toBe('SIGTERM');
    await vi.advanceTimersByTimeAsync(999);
    expect(happened).toEqual([]);
    const report = await finish(draining);

    expect(happened.slice(0, 4)).toEqual([
      'quick stopped',
      'slow stopped',
      'first released',
      'second released',
    ]);
    expect(happened[4]).toMatch(/^shutdown/);
    expect(report.steps.map(({ outcome }) => outcome)).toEqual(Array(5).fill('done'));
    expect(report.reason).toBe('SIGTERM');
  });

  it('goes on when a callback throws or rejects, and reports what', async () => {
    const boom = new TypeError('boom');
    const report = await finish(
      start({
        stop: {
          throws: () => {
            throw boom;
          },
          rejects: () => Promise.reject(boom),
          'throws nothing': () => Promise.reject(undefined),
        },
        release: { pool: note('released') },
      }),
    );

    expect(report.steps).toMatchObject([
      { name: 'throws', outcome: 'failed', error: boom },
      { name: 'rejects', outcome: 'failed', error: boom },
      { name: 'throws nothing', outcome: 'failed', error: undefined },
      { name: 'pool', outcome: 'done' },
    ]);
    expect(happened[0]).toBe('released');
  });

  it('gives up on a callback that hangs, still calls the rest, and keeps time for the last export', async () => {
    const startedAt = performance.now();
    const aborted = vi.fn<(reason: unknown) => void>();
    const report = await finish(
      start({
        timeoutMs: 10_000,
        stop: {
          hung: ({ signal }) => {
            signal.addEventListener('abort', () => aborted(signal.reason));
            return never();
          },
        },
        release: { lock: note('released'), pool: never },
      }),
    );

    expect(report.steps.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['hung', 'cut_off'],
      ['lock', 'done'],
      ['pool', 'cut_off'],
    ]);
    expect(happened[0]).toBe('released');
    expect(performance.now() - startedAt).toBeLessThan(8_300);
    expect(shutdown.mock.lastCall?.[0]?.timeoutMs).toBe(2_000);
    expect(String(aborted.mock.lastCall?.[0])).toContain('telemetry/drain: the time is over');
  });

  it('tells callbacks why, and how much time is left', async () => {
    const told: unknown[] = [];
    await finish(
      start(
        {
          timeoutMs: 10_000,
          waitMs: 1_000,
          stop: ({ reason, remainingMs, signal }) =>
            told.push(reason, Math.round(remainingMs() / 100), signal.aborted),
        },
        'lambda',
      ),
    );

    expect(told).toEqual(['lambda', 70, false]);
  });

  it('does not make an unhandled rejection of what fails too late', async () => {
    const unhandled = vi.fn<() => void>();
    process.on('unhandledRejection', unhandled);
    const report = await finish(
      start({
        timeoutMs: 1_000,
        stop: () =>
          new Promise((_resolve, reject) => {
            setTimeout(() => reject(new Error('late')), 5_000);
          }),
      }),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    process.removeListener('unhandledRejection', unhandled);

    expect(report.steps).toMatchObject([{ outcome: 'cut_off' }]);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('leaves no timer behind', async () => {
    await finish(start({ servers: createServer(), waitMs: 10, stop: note('stopped') }));

    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the records of a drain', () => {
  it('are declared, and tell what was done, what failed and what was cut off', async () => {
    await finish(
      start({
        timeoutMs: 4_000,
        waitMs: 100,
        stop: {
          queue: note('stopped'),
          broken: () => Promise.reject(new Error('no')),
          hung: never,
        },
      }),
    );

    assertConventions(t, [drainCatalog]);
    const events = t.events().filter(({ eventName }) => eventName?.startsWith('fluxora.drain'));
    expect(events.map(({ eventName, severityText }) => [eventName, severityText])).toEqual([
      ['fluxora.drain.started', 'INFO'],
      ['fluxora.drain.step.ended', 'INFO'],
      ['fluxora.drain.step.ended', 'INFO'],
      ['fluxora.drain.step.failed', 'WARN'],
      ['fluxora.drain.step.failed', 'WARN'],
      ['fluxora.drain.ended', 'INFO'],
    ]);
    expect(events[0]?.attributes).toEqual({
      'fluxora.drain.reason': 'SIGTERM',
      'fluxora.drain.timeout': 4,
    });
    expect(events[1]?.attributes).toMatchObject({
      'fluxora.drain.step': 'wait',
      'fluxora.drain.outcome': 'done',
    });
    expect(events[3]?.attributes).toMatchObject({
      'fluxora.drain.step': 'broken',
      'fluxora.drain.outcome': 'failed',
      'exception.message': 'no',
    });
    expect(events[4]?.attributes).toMatchObject({
      'fluxora.drain.step': 'hung',
      'fluxora.drain.outcome': 'cut_off',
      'fluxora.drain.step.duration': expect.closeTo(2.9, 2) as number,
    });
    expect(events[5]?.attributes).toEqual({
      'fluxora.drain.reason': 'SIGTERM',
      'fluxora.drain.duration': expect.closeTo(3, 2) as number,
      'fluxora.drain.unfinished': 2,
    });
  });
});
