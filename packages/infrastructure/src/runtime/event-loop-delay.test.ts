import { setTimeout as sleep } from 'node:timers/promises';
import { createHistogram } from 'node:perf_hooks';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DelaySampler, EventLoopDelay } from './event-loop-delay.ts';

type DelayHistogram = ReturnType<DelaySampler['monitor']>;

describe('EventLoopDelay', () => {
  let nowMs = 0;
  let isEnabled = false;
  let resolutions: number[] = [];
  const histogram = Object.assign(createHistogram(), {
    enable: () => !isEnabled && (isEnabled = true),
    disable: () => isEnabled && !(isEnabled = false),
  }) as unknown as DelayHistogram & { record(ns: number): void };
  const sampler: DelaySampler = {
    monitor: (resolution) => {
      resolutions.push(resolution);
      return histogram;
    },
    nowMs: () => nowMs,
  };
  const tick = (...delaysMs: number[]) => {
    for (const delay of delaysMs) histogram.record(Math.round((20 + delay) * 1e6));
  };

  beforeEach(() => {
    histogram.reset();
    nowMs = 0;
    isEnabled = false;
    resolutions = [];
  });

  it('tells how late the loop was, without the interval of its timer', () => {
    const delay = new EventLoopDelay(20, sampler);
    delay.start();
    tick(...Array.from({ length: 90 }, () => 0), ...Array.from({ length: 10 }, () => 100));
    const summary = delay.read();
    expect(summary?.min).toBe(0);
    expect(summary?.max).toBeCloseTo(0.1, 3);
    expect(summary?.mean).toBeCloseTo(0.01, 3);
    expect(summary?.stddev).toBeCloseTo(0.03, 3);
    expect(summary?.p50).toBeCloseTo(0, 3);
    expect(summary?.p99).toBeCloseTo(0.1, 3);
  });

  it('never tells a delay below 0: a timer may come a little early after a late one', () => {
    const delay = new EventLoopDelay(20, sampler);
    delay.start();
    tick(-3, -2, -1);
    expect(delay.read()).toMatchObject({ min: 0, max: 0, mean: 0, p50: 0, p90: 0, p99: 0 });
  });

  it('tells each while apart', () => {
    const delay = new EventLoopDelay(20, sampler);
    delay.start();
    tick(500);
    nowMs += 60_000;
    expect(delay.read()?.max).toBeCloseTo(0.5, 2);
    tick(1);
    nowMs += 60_000;
    expect(delay.read()?.max).toBeCloseTo(0.001, 3);
  });

  it('gives another reader that comes at once the same, and loses nothing', () => {
    const delay = new EventLoopDelay(20, sampler);
    delay.start();
    tick(500);
    nowMs += 60_000;
    const first = delay.read();
    tick(7);
    nowMs += 5;
    expect(delay.read()).toEqual(first);
    nowMs += 59_995;
    expect(delay.read()?.max).toBeCloseTo(0.007, 3);
  });

  it('tells nothing while there is nothing to tell', () => {
    const delay = new EventLoopDelay(20, sampler);
    expect(delay.read()).toBeUndefined();
    delay.start();
    nowMs += 60_000;
    expect(delay.read()).toBeUndefined();
  });

  it('makes one timer of the given resolution, and takes it back', () => {
    const delay = new EventLoopDelay(50, sampler);
    delay.stop();
    delay.start();
    delay.start();
    expect(resolutions).toEqual([50]);
    expect(isEnabled).toBe(true);
    delay.stop();
    delay.stop();
    expect(isEnabled).toBe(false);
    expect(delay.read()).toBeUndefined();
  });

  it('sees a blocked loop, in callbacks of sockets and files too', async () => {
    const { readFile } = process.getBuiltinModule('node:fs');
    const delay = new EventLoopDelay(20);
    delay.start();
    await sleep(100);
    const block = () => {
      for (const end = performance.now() + 150; performance.now() < end;);
    };
    await new Promise<void>((resolve) => {
      // Its callback runs while the loop polls for events.
      readFile(process.execPath.replace(/[^/\\]*$/, 'absent'), () => {
        block();
        resolve();
      });
    });
    await sleep(50);
    expect(delay.read()?.max).toBeGreaterThan(0.12);
    delay.stop();
  });
});
