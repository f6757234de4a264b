import { TelemetryError } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import type { InstrumentOptions } from './instrument-options.ts';
import { validateOptions } from './validate-options.ts';

function problemsOf(options: unknown): readonly string[] {
  try {
    validateOptions(options);
    return [];
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'options.invalid') return error.problems;
    throw error;
  }
}

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('validateOptions', () => {
  it('accepts nothing at all, and everything that is right', () => {
    const options: Required<Omit<InstrumentOptions, 'http'>> = {
      service: 'forecast-api',
      version: '1.4.0',
      namespace: 'fluxora',
      environment: 'production',
      mode: 'otlp',
      pipeline: 'standard',
      endpoint: 'https://collector:4318/base',
      headers: async () => ({ authorization: 'Bearer x' }),
      protocol: 'http/json',
      compression: 'gzip',
      timeoutMs: 5_000,
      tls: { ca: [PEM, Buffer.from(PEM)], cert: PEM, key: PEM, rejectUnauthorized: false },
      sampler: 0.25,
      metricExportIntervalMs: 10_000,
      temporality: 'delta',
      resourceAttributes: { team: 'grid', shard: 3, canary: true },
      cloud: ['aws'],
      propagation: { hosts: ['*.internal', 'localhost:*'], baggageKeys: ['fluxora.*'] },
      redact: ['iban'],
      limits: { attributeCount: 64, queueSize: 4_096, batchSize: 256 },
      autoInstrumentations: ['pg'],
      logs: { level: 'debug', console: 'json', captureConsole: true },
      signals: { logs: false },
      infrastructure: { host: { perCpu: true }, runtime: false },
      deploymentEvent: false,
      processHooks: false,
      flushTimeoutMs: 500,
      shutdownTimeoutMs: 3_000,
      exitTimeoutMs: 0,
    };

    expect(problemsOf({})).toEqual([]);
    expect(problemsOf(options)).toEqual([]);
    expect(problemsOf({ http: false, sampler: { shouldSample: () => ({ decision: 2 }) } })).toEqual(
      [],
    );
  });

  it('lists every problem at once, each with its value and its mend', () => {
    expect(
      problemsOf({
        service: '',
        endpoint: 'collector:4318',
        timeoutMs: -1,
        sampler: 2,
        mode: 'on',
        signals: { traces: 'yes' },
        cloud: ['aws', 'hetzner'],
      }),
    ).toEqual([
      'telemetry/options: service is "". Use a text that is not empty.',
      'telemetry/options: endpoint is "collector:4318". Use a URL such as http://collector:4318.',
      'telemetry/options: timeoutMs is -1. Use a whole number of milliseconds, 1 or more.',
      'telemetry/options: sampler is 2. Use a ratio from 0 to 1, or a sampler object with shouldSample().',
      'telemetry/options: mode is "on". Use one of: otlp, console, off.',
      'telemetry/options: signals.traces is "yes". Use true or false.',
      'telemetry/options: cloud[1] is "hetzner". Use one of: aws, gcp, azure.',
    ]);
  });

  it('proposes the option that was probably meant', () => {
    expect(problemsOf({ serviceName: 'x', endpiont: 'http://x', limits: { queSize: 1 } })).toEqual([
      'telemetry/options: serviceName is not an option. Did you mean "service"?',
      'telemetry/options: endpiont is not an option. Did you mean "endpoint"?',
      'telemetry/options: limits.queSize is not an option. Did you mean "queueSize"?',
    ]);
  });

  it('lists what there is when nothing looks alike', () => {
    expect(problemsOf({ signals: { profiles: true } })).toEqual([
      'telemetry/options: signals.profiles is not an option. Remove it; known are: traces, metrics, logs.',
    ]);
  });

  it('refuses what is no object', () => {
    expect(problemsOf('forecast-api')).toEqual([
      'telemetry/options: the argument is "forecast-api". Use an object.',
    ]);
    expect(problemsOf({ logs: null, redact: 'iban' })).toEqual([
      'telemetry/options: logs is null. Use an object.',
      'telemetry/options: redact is "iban". Use a list of attribute keys.',
    ]);
  });

  it('takes an undefined member for absent', () => {
    expect(
      problemsOf({ service: undefined, tls: undefined, limits: { batchSize: undefined } }),
    ).toEqual([]);
  });

  it('sees the path of a certificate for what it is', () => {
    expect(problemsOf({ tls: { ca: '/etc/ssl/ca.pem' } })).toEqual([
      'telemetry/options: tls.ca is "/etc/ssl/ca.pem". Use the content of a PEM file, or a list of them, not paths.',
    ]);
  });

  it('sees what does not go together', () => {
    expect(problemsOf({ tls: { key: PEM }, limits: { batchSize: 4_000 } })).toEqual([
      'telemetry/options: tls.key is given without tls.cert. Give both, or neither.',
      'telemetry/options: limits.batchSize is 4000, above limits.queueSize (2048). Raise the queue or lower the batch.',
    ]);
    expect(problemsOf({ propagation: { hosts: ['http://x/y'] } })).toHaveLength(1);
  });

  it('does not repeat a password', () => {
    expect(problemsOf({ endpoint: 'ftp://user:hunter2@host' }).join()).not.toContain('hunter2');
  });
});
