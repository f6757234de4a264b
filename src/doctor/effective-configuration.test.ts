import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveConfiguration } from './effective-configuration.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'configuration-'));
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name: 'forecast-api', version: '1.4.0' }),
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

function entry(setting: string, variables: Record<string, string> = {}, endpoint?: string) {
  return resolveConfiguration(directory, variables, endpoint).entries.find(
    (each) => each.setting === setting,
  );
}

test('says that a value is the default', () => {
  expect(entry('traces.endpoint')).toEqual({
    setting: 'traces.endpoint',
    value: 'http://localhost:4318/v1/traces',
    source: 'default',
  });
});

test('takes name and version from the package.json of the application', () => {
  expect(entry('service.name')).toMatchObject({ value: 'forecast-api', source: 'package.json' });
  expect(entry('service.version')).toMatchObject({ value: '1.4.0', source: 'package.json' });
});

test('finds who and where in OTEL_RESOURCE_ATTRIBUTES', () => {
  const variables = {
    OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=grid,deployment.environment.name=staging',
  };

  expect(entry('environment', variables)).toEqual({
    setting: 'environment',
    value: 'staging',
    source: 'environment',
    variable: 'OTEL_RESOURCE_ATTRIBUTES',
  });
  expect(entry('service.name', variables)).toMatchObject({ source: 'package.json' });
});

test('names the variable of the signal before the general one', () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://general:4318',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://logs:4318/in',
  };

  expect(entry('logs.endpoint', variables)).toMatchObject({
    value: 'http://logs:4318/in',
    variable: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
  });
  expect(entry('traces.endpoint', variables)).toMatchObject({
    value: 'http://general:4318/v1/traces',
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  });
});

test('lets --endpoint win over every endpoint of the environment', () => {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://general:4318',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://logs:4318/in',
  };

  expect(entry('logs.endpoint', variables, 'http://flag:4318')).toEqual({
    setting: 'logs.endpoint',
    value: 'http://flag:4318/v1/logs',
    source: 'flag',
  });
});

test('does not name a variable whose value was refused', () => {
  const variables = { OTEL_METRIC_EXPORT_INTERVAL: 'soon' };

  expect(entry('metrics.exportIntervalMs', variables)).toMatchObject({
    value: 60_000,
    source: 'default',
  });
  expect(resolveConfiguration(directory, variables).problems).toHaveLength(1);
});

describe('secrets', () => {
  test('shows the names of headers, never their values', () => {
    const { entries } = resolveConfiguration(directory, {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cret,x-tenant=s3cret',
    });

    expect(entries.find(({ setting }) => setting === 'traces.headers')?.value).toEqual({
      authorization: '***',
      'x-tenant': '***',
    });
    expect(JSON.stringify(entries)).not.toContain('s3cret');
  });

  test('masks credentials in an endpoint', () => {
    const { entries } = resolveConfiguration(directory, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://u53r:s3cret@collector:4318',
    });

    expect(entries.find(({ setting }) => setting === 'traces.endpoint')?.value).toBe(
      'https://***:***@collector:4318/v1/traces',
    );
    expect(JSON.stringify(entries)).not.toMatch(/s3cret|u53r/);
  });
});

// One variable per row: a row whose variable does not change it, or is not said to, is a wrong row.
test.each([
  ['service.name', 'OTEL_SERVICE_NAME', 'solar-api', 'solar-api'],
  ['mode', 'OTEL_SDK_DISABLED', 'true', 'off'],
  ['mode', 'FLUXORA_TELEMETRY_MODE', 'console', 'console'],
  ['logs.exporters', 'OTEL_LOGS_EXPORTER', 'none', []],
  ['metrics.protocol', 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'http/json', 'http/json'],
  ['traces.compression', 'OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip', 'gzip'],
  ['traces.timeoutMs', 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '99', 99],
  ['traces.sampler', 'OTEL_TRACES_SAMPLER', 'always_off', '0 % of new traces'],
  ['traces.queueSize', 'OTEL_BSP_MAX_QUEUE_SIZE', '99', 99],
  ['metrics.exportIntervalMs', 'OTEL_METRIC_EXPORT_INTERVAL', '99', 99],
  ['metrics.temporality', 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta', 'delta'],
  ['logs.level', 'FLUXORA_LOG_LEVEL', 'warn', 'warn'],
  ['logs.console', 'FLUXORA_LOG_CONSOLE', 'json', 'json'],
  ['propagation.propagators', 'OTEL_PROPAGATORS', 'b3', ['b3']],
  ['propagation.hosts', 'FLUXORA_PROPAGATION_HOSTS', '*.internal', ['*.internal']],
  ['propagation.baggageKeys', 'FLUXORA_BAGGAGE_KEYS', 'site', ['site']],
  ['autoInstrumentations', 'FLUXORA_AUTO_INSTRUMENTATIONS', 'true', true],
  ['resource.detectors', 'OTEL_NODE_RESOURCE_DETECTORS', 'host', ['host']],
  ['flushTimeoutMs', 'FLUXORA_FLUSH_TIMEOUT', '99', 99],
  ['shutdownTimeoutMs', 'FLUXORA_SHUTDOWN_TIMEOUT', '99', 99],
])('%s comes from %s', (setting, variable, text, value) => {
  expect(entry(setting, { [variable]: text })).toEqual({
    setting,
    value,
    source: 'environment',
    variable,
  });
});
