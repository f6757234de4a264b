import { createServer } from 'node:http';
import { configureLogging, createHealth, TelemetryError } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Telemetry } from '../telemetry.ts';
import { drainOnSignal } from './drain-on-signal.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const listeners = (): number[] => SIGNALS.map((signal) => process.listenerCount(signal));

let telemetry: Telemetry;
let shutdown: ReturnType<typeof vi.fn<() => Promise<object>>>;
let before: number[];
beforeEach(() => {
  configureLogging({ console: 'off' });
  before = listeners();
  shutdown = vi.fn<() => Promise<object>>(() => Promise.resolve({ timedOut: false }));
  const { providers } = createTestTelemetry();
  const health = createHealth({ providers });
  telemetry = { health, providers, flush: shutdown, shutdown } as unknown as Telemetry;
});
afterEach(() => {
  if (String(listeners()) !== String(before)) throw new Error('a listener was left behind');
});

describe('drainOnSignal', () => {
  it('listens to SIGTERM and SIGINT, or to what is asked for, until it is removed', () => {
    const usual = drainOnSignal(telemetry);
    expect(listeners()).toEqual([before[0]! + 1, before[1]! + 1, before[2]]);
    usual.remove();
    usual.remove();
    const special = drainOnSignal(telemetry, { signals: ['SIGHUP', 'SIGHUP'] });
    expect(listeners()).toEqual([before[0], before[1], before[2]! + 1]);
    special.remove();
  });

  it('called twice says where the first call is; after remove() it may be called again', () => {
    const first = drainOnSignal(telemetry);
    let error: unknown;
    try {
      drainOnSignal(telemetry);
    } catch (thrown) {
      error = thrown;
    }
    first.remove();

    expect(error).toBeInstanceOf(TelemetryError);
    expect(error).toMatchObject({ code: 'drain.twice' });
    expect(String(error)).toMatch(
      /called before, from .*drain-on-signal\.test\.ts:\d+.*remove\(\)/,
    );
    drainOnSignal(telemetry).remove();
  });

  it('with wrong options listens to nothing', () => {
    expect(() => drainOnSignal(telemetry, { waitMs: -1 })).toThrow(
      /telemetry\/drain: waitMs is -1/,
    );
  });

  it('drains once, however often it is asked', async () => {
    const stop = vi.fn<() => void>();
    const drain = drainOnSignal(telemetry, { stop });
    const [first, second] = await Promise.all([drain.drain('one'), drain.drain('two')]);
    drain.remove();

    expect(first).toBe(second);
    expect(first.reason).toBe('one');
    expect(stop).toHaveBeenCalledOnce();
    expect(shutdown).toHaveBeenCalledOnce();
    expect(telemetry.health.latest().drainReason).toBe('one');
  });

  it('leaves no listener on a server that it never drained', () => {
    const server = createServer();
    const names = server.eventNames();
    drainOnSignal(telemetry, { servers: server }).remove();

    expect(server.eventNames()).toEqual(names);
  });
});
