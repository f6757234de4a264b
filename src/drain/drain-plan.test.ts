import { createServer } from 'node:http';
import { TelemetryError } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import type { Telemetry } from '../telemetry.ts';
import type { DrainOptions } from './drain-options.ts';
import { planDrain, waitOf } from './drain-plan.ts';

const telemetry = {
  flush: () => undefined,
  shutdown: () => undefined,
  config: { shutdownTimeoutMs: 3_000 },
} as unknown as Telemetry;

function problemsOf(options: unknown, of: unknown): readonly string[] {
  try {
    planDrain(of as Telemetry, options as DrainOptions);
    return [];
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'drain.invalid') return error.problems;
    throw error;
  }
}

const app = Object.assign(() => undefined, { listen: () => undefined });

describe('options that cannot be used', () => {
  it.each([
    [{ servers: app }, /servers is a function\. Use what listen\(\) .* const server = app\.listen/],
    [
      { servers: [{ server: createServer() }] },
      /servers\[0\] is an object\. Use its server: servers\[0\]\.server/,
    ],
    [{ servers: { close() {} } }, /servers is an object\. Use a server of node:http, .* in stop\./],
    [{ servers: [3000] }, /servers\[0\] is 3000\. Use a server/],
    [{ servers: null }, /servers is null\. Use a server/],
    [
      { stop: 'queue' },
      /stop is "queue"\. Use a function, a list of functions, or functions by name/,
    ],
    [{ stop: [() => 1, 2] }, /stop is a list\. Use a function/],
    [{ release: { pool: {} } }, /release is an object\. Use a function/],
    [{ waitMs: -1 }, /waitMs is -1\. Use a whole number of milliseconds, 0 or more/],
    [{ waitMs: Number.NaN }, /waitMs is NaN\./],
    [{ timeoutMs: 0 }, /timeoutMs is 0\. Use a whole number of milliseconds, 1 or more/],
    [{ timeoutMs: Infinity }, /timeoutMs is Infinity\./],
    [
      { waitMs: 5_000, timeoutMs: 5_000 },
      /waitMs is 5000 and timeoutMs 5000, of which 1250 are kept .* Raise timeoutMs/,
    ],
    [
      { waitMs: 22_000 },
      /waitMs is 22000 and timeoutMs 25000, of which 3000 are kept for the last export/,
    ],
    [{ signals: 'SIGTERM' }, /signals is "SIGTERM"\. Use a list such as \['SIGTERM', 'SIGINT'\]/],
    [
      { signals: ['SIGKILL'] },
      /signals\[0\] is "SIGKILL"\. Use a signal that a process can receive/,
    ],
    [{ signals: ['TERM'] }, /signals\[0\] is "TERM"\./],
    [{ exit: true }, /exit is true\. Use 'signal', an exit code from 0 to 255, or false/],
    [{ exit: 256 }, /exit is 256\./],
    [{ server: createServer() }, /server is not an option\. Did you mean "servers"\?/],
    [{ timoutMs: 1 }, /timoutMs is not an option\. Did you mean "timeoutMs"\?/],
    ['fast', /the argument is "fast"\. Use an object/],
  ])('%o', (options, problem) => {
    const problems = problemsOf(options, telemetry);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^telemetry\/drain: /);
    expect(problems[0]).toMatch(problem);
  });

  it('are all listed', () => {
    expect(problemsOf({ waitMs: -1, exit: 'now', signals: [1] }, telemetry)).toHaveLength(3);
  });

  it.each([[undefined], [null], [{}], [{ servers: [] }]])(
    'with %o instead of telemetry say so',
    (wrong) => {
      expect(problemsOf({}, wrong)).toEqual([
        'telemetry/drain: the first argument is no telemetry. Pass what instrument() returned.',
      ]);
    },
  );
});

describe('callbacks', () => {
  it('have the name of the function, or that of their place', () => {
    const closePool = (): void => undefined;
    const { stop, release } = planDrain(telemetry, {
      stop: [closePool, () => undefined],
      release: { pool: () => undefined },
    });

    expect(stop.map(({ name }) => name)).toEqual(['closePool', 'stop[1]']);
    expect(release.map(({ name }) => name)).toEqual(['pool']);
  });
});

describe('time', () => {
  const servers = createServer();
  const plan = (options: DrainOptions) => planDrain(telemetry, options);

  it('to wait is a fifth of all, at most 5 s, and what is asked for', () => {
    expect(waitOf(plan({ servers }))).toBe(5_000);
    expect(waitOf(plan({ servers, timeoutMs: 9_000 }))).toBe(1_800);
    expect(waitOf(plan({ servers, waitMs: 0 }))).toBe(0);
    expect(waitOf(plan({ waitMs: 700 }))).toBe(700);
  });

  it('to wait is none where there are no servers, or at a terminal', () => {
    const { isTTY } = process.stdout;
    try {
      expect(waitOf(plan({}))).toBe(0);
      process.stdout.isTTY = true;
      expect(waitOf(plan({ servers }))).toBe(0);
      expect(waitOf(plan({ servers, waitMs: 1_000 }))).toBe(1_000);
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  it('for the last export is that of shutdown(), at most a quarter', () => {
    expect(plan({}).exportMs).toBe(3_000);
    expect(plan({ timeoutMs: 2_000 }).exportMs).toBe(500);
    expect(plan({ timeoutMs: 1 }).exportMs).toBe(1);
  });

  it('is enough by default however little there is', () => {
    for (const timeoutMs of [1, 2, 10, 100, 1_000, 30_000]) {
      const { exportMs, ...rest } = plan({ servers, timeoutMs });
      expect(waitOf({ exportMs, ...rest }) + exportMs).toBeLessThanOrEqual(timeoutMs);
    }
  });
});
