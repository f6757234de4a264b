import { TelemetryError } from '@fluxora/telemetry-core';
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { instrument } from './index.ts';

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

  it('takes back what it had started when an instrumentation cannot be started', () => {
    const wrong = { http: { ignore: 'no list' as never }, processHooks: false };

    expect(() => instrument(wrong)).toThrow(TelemetryError);
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
});
