import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGISTER, runProgram } from './run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const toReceiver = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

/** What the program found out about itself; its log lines may come after it. */
function resultOf(stdout: string): Record<string, unknown> {
  const line = stdout.split('\n').findLast((each) => /^\{(?!"timestamp")/.test(each));
  return JSON.parse(line ?? '') as Record<string, unknown>;
}

describe('telemetry that is off', () => {
  it.each([
    ["by mode: 'off'", { MODE_IN_CODE: 'off' }],
    [
      'by OTEL_SDK_DISABLED, whatever the code says',
      { MODE_IN_CODE: 'otlp', OTEL_SDK_DISABLED: 'true' },
    ],
    ['by FLUXORA_TELEMETRY_MODE', { MODE_IN_CODE: 'otlp', FLUXORA_TELEMETRY_MODE: 'off' }],
  ])(
    '%s loads no SDK, patches nothing, subscribes to nothing, starts no timer, opens no socket',
    async (_, env) => {
      const { code, stdout, stderr } = await runProgram('off.mjs', {
        env: { ...toReceiver(), ...env },
      });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(resultOf(stdout)).toMatchObject({
        mode: 'off',
        differences: [],
        resources: [],
        sdkModules: 0,
        flushed: { traces: { exported: 0, dropped: {}, pending: 0 }, timedOut: false },
      });
      expect(stdout).toContain('still written as a line');
      expect(receiver.requests()).toEqual([]);
    },
  );

  it('lets a program under --import end by itself, at once', async () => {
    const { code, stdout, stderr } = await runProgram('plain.mjs', {
      env: { ...toReceiver(), OTEL_SDK_DISABLED: 'TRUE' },
      nodeArgs: ['--import', REGISTER],
    });

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
    expect(receiver.requests()).toEqual([]);
  });
});

describe('console mode', () => {
  it('prints spans, metrics and logs and sends nothing', async () => {
    const { stdout, stderr } = await runProgram('import.mjs', {
      env: { ...toReceiver(), FLUXORA_TELEMETRY_MODE: 'console' },
    });

    expect(stderr).toBe('');
    expect(stdout).toMatch(/span {3}work \(internal, \d+\.\d ms\) \[trace [\da-f]{32} span/);
    expect(stdout).toMatch(/INFO {3}hello site=DE-7 \[trace [\da-f]{32} span/);
    expect(stdout.match(/hello/g)).toHaveLength(1);
    expect(stdout).toMatch(/metric e2e\.count 3$/m);
    expect(stdout).not.toContain('otel.sdk');
    expect(resultOf(stdout)).toMatchObject({ traces: { exported: 1 }, logs: { exported: 1 } });
    expect(receiver.requests()).toEqual([]);
  });
});

describe('beside another SDK', () => {
  it('attaches: uses its providers, flushes them, says so once, and leaves its end to its owner', async () => {
    const { code, stdout, stderr } = await runProgram('attach.mjs', { env: toReceiver() });

    expect(code).toBe(0);
    expect(resultOf(stdout)).toMatchObject({
      mode: 'attached',
      isTheirs: true,
      spans: ['through theirs', 'as before'],
      later: 3,
      report: { timedOut: false },
    });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^telemetry\/attach: another OpenTelemetry SDK is registered \(traces by TracerProvider\S*, metrics by MeterProvider\S*, logs by nobody\)/,
      ),
    ]);
    expect(receiver.requests()).toEqual([]);
  });
});

describe('beside another SDK that measures HTTP servers', () => {
  const THEIRS = ['@opentelemetry/instrumentation-http', 1];
  const OURS = ['@fluxora/telemetry-express', 1];

  it.each([
    [
      'theirs measures alone by default',
      {},
      [THEIRS],
      'by its @opentelemetry/instrumentation-http',
    ],
    ['ours does, too, when http is given', { HTTP: '{}' }, [THEIRS, OURS], 'measured by both'],
    ['ours does when theirs is switched off', { THEIRS: 'off' }, [OURS], 'measured by us;'],
    ['nobody does with http: false', { THEIRS: 'off', HTTP: 'false' }, [], 'not measured by us'],
  ])('%s, and the notice says so', async (_, env, spans, said) => {
    const { code, stdout, stderr } = await runProgram('attach-http.mjs', { env });

    expect({ code, said: stderr }).toEqual({ code: 0, said: expect.stringContaining(said) });
    const result = resultOf(stdout) as { spans: unknown[] };
    expect(result).toMatchObject({ requests: spans.length });
    expect(new Set(result.spans)).toEqual(new Set(spans));
  });
});

describe('a second instrument()', () => {
  it('returns the first handle and names who called first; after shutdown it starts anew', async () => {
    const { code, stdout, stderr } = await runProgram('twice.mjs', { env: toReceiver() });

    expect(code).toBe(0);
    expect(resultOf(stdout)).toEqual({
      isSame: true,
      isAnew: true,
      reports: [1, 1, 1],
      isReportKept: true,
    });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /called again from .*twice\.mjs:5; telemetry was started by .*twice\.mjs:4\. .* these options are ignored/,
      ),
    ]);
    expect(receiver.spans().map((span) => [span.name, span.resource['service.name']])).toEqual([
      ['of the first', 'first'],
      ['of the second life', 'anew'],
    ]);
  });

  it('after --import says that the register module was first', async () => {
    const { stderr } = await runProgram('import.mjs', {
      env: toReceiver(),
      nodeArgs: ['--import', REGISTER],
    });

    expect(stderr).toContain('telemetry was started by --import @fluxora/telemetry/register');
    expect(receiver.spans().map((span) => span.name)).toEqual(['work']);
  });
});
