import { TelemetryError } from '@fluxora/telemetry-core';
import { trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { instrument } from './index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('instrument', () => {
  it('throws one error that lists every problem, and starts nothing', () => {
    const wrong = { endpoint: 'nowhere', timeoutMs: 0 };

    expect(() => instrument(wrong)).toThrow(TelemetryError);
    expect(() => instrument(wrong)).toThrow(
      'telemetry/options: endpoint is "nowhere". Use a URL such as http://collector:4318.\n' +
        'telemetry/options: timeoutMs is 0. Use a whole number of milliseconds, 1 or more.',
    );
    expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(false);
  });

  it('lists the problems of all sections together, before anything is started', () => {
    const wrong = {
      service: '',
      limits: { queueSize: 0 },
      tls: { key: '-----BEGIN' },
      propagation: { hosts: ['http://x/y'] },
      http: { ignore: 5, captureHeader: [] },
      autoInstrumentations: { nope: {}, pg: 7 },
    };
    const register = vi.spyOn(trace, 'setGlobalTracerProvider');

    let problems: readonly string[] = [];
    try {
      instrument(wrong as never);
    } catch (error) {
      problems = (error as TelemetryError).problems;
    }

    expect(problems.map((problem) => problem.split(/ (?:is|has|names) /)[0])).toEqual([
      'telemetry/options: service',
      'telemetry/options: limits.queueSize',
      'telemetry/options: http.captureHeader',
      'telemetry/options: http.ignore',
      'telemetry/options: autoInstrumentations["pg"]',
      'telemetry/options: autoInstrumentations',
      'telemetry/options: tls.key',
      expect.stringContaining('http://x/y'),
    ]);
    expect(register).not.toHaveBeenCalled();
    expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(false);
  });

  it('takes back what it had started when an instrumentation cannot be started', async () => {
    vi.doMock('./start-instrumentations.ts', () => ({
      startInstrumentations() {
        expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(true);
        throw new TelemetryError('auto-instrumentations.missing', 'not installed');
      },
    }));
    vi.resetModules();
    const fresh = await import('./index.ts');
    vi.doUnmock('./start-instrumentations.ts');

    expect(() => fresh.instrument({ processHooks: false })).toThrow('not installed');
    expect(trace.getTracer('test').startSpan('x').isRecording()).toBe(false);
  });

  it('gives a handle whose parts work, and says what is in effect', async () => {
    const telemetry = instrument({
      service: 'unit',
      version: '1.0.0',
      mode: 'console',
      signals: { metrics: false, traces: false, logs: false },
      headers: { authorization: 'secret' },
      processHooks: false,
    });

    expect(telemetry).toMatchObject({
      mode: 'console',
      service: { name: 'unit', version: '1.0.0' },
      config: { traces: { otlp: { headers: { authorization: '***' } } } },
    });
    telemetry.tracer.startSpan('x').end();
    telemetry.meter.createCounter('x').add(1);
    const report = await telemetry.shutdown();
    expect(report).toMatchObject({ timedOut: false, traces: { pending: 0 } });
  });

  it('starts in spite of variables that cannot be used, and says each once', async () => {
    vi.stubEnv('FLUXORA_LOG_LEVEL', 'loud');
    vi.stubEnv('FLUXORA_PROPAGATION_HOSTS', 'https://partner.example');
    vi.stubEnv('FLUXORA_AUTO_INSTRUMENTATIONS', 'postgres');
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    // The loggers read their level when they are loaded.
    vi.resetModules();
    const fresh = await import('./index.ts');

    const off = { metrics: false, traces: false, logs: false };
    const telemetry = fresh.instrument({ mode: 'console', signals: off, processHooks: false });
    await telemetry.shutdown();

    const said = written.mock.calls.map(([line]) => String(line).split(/ (?:is|names) "/)[0]);
    expect(said).toEqual([
      'telemetry/environment: FLUXORA_LOG_LEVEL',
      'telemetry/environment: FLUXORA_PROPAGATION_HOSTS',
      'telemetry/environment: FLUXORA_AUTO_INSTRUMENTATIONS',
    ]);
  });
});
