import { describe, expect, it } from 'vitest';
import { Environment } from './environment.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import { resolveSettings } from './resolve-settings.ts';
import type { Settings } from './settings.ts';

const PACKAGE = { name: 'from-package', version: '1.0.0' };

function resolve(
  options: InstrumentOptions = {},
  variables: Record<string, string> = {},
): Settings {
  return resolveSettings(options, new Environment(variables), PACKAGE);
}

describe('defaults', () => {
  it('send all signals as protobuf to a collector on this host', () => {
    const { traces, metrics, logs, mode } = resolve();

    expect(mode).toBe('otlp');
    expect([traces, metrics, logs].map(({ exporters, otlp }) => [exporters, otlp.url])).toEqual([
      [['otlp'], 'http://localhost:4318/v1/traces'],
      [['otlp'], 'http://localhost:4318/v1/metrics'],
      [['otlp'], 'http://localhost:4318/v1/logs'],
    ]);
    expect(traces.otlp).toMatchObject({
      protocol: 'http/protobuf',
      compression: 'none',
      timeoutMs: 10_000,
      headers: {},
      tls: {},
    });
  });

  it('name the service after package.json, else as OpenTelemetry prescribes', () => {
    expect(resolve().service).toMatchObject({ name: 'from-package', version: '1.0.0' });
    expect(resolveSettings({}, new Environment({}), {}).service.name).toBe('unknown_service:node');
  });

  it('compress towards other hosts only', () => {
    expect(resolve({ endpoint: 'http://127.0.0.1:4318' }).logs.otlp.compression).toBe('none');
    expect(resolve({ endpoint: 'http://[::1]:4318' }).logs.otlp.compression).toBe('none');
    expect(resolve({ endpoint: 'https://collector.internal' }).logs.otlp.compression).toBe('gzip');
  });
});

describe('what wins', () => {
  it('is the environment, over code', () => {
    const settings = resolve(
      { service: 'code', endpoint: 'http://code', sampler: 1, mode: 'otlp' },
      {
        OTEL_SERVICE_NAME: 'env',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://env',
        OTEL_TRACES_SAMPLER: 'always_off',
      },
    );

    expect(settings.service.name).toBe('env');
    expect(settings.traces.otlp.url).toBe('http://env/v1/traces');
    expect(settings.traces.sampler).toEqual({ kind: 'ratio', ratio: 0, parentBased: false });
  });

  it("is the signal's own variable, over the general one", () => {
    const { traces, logs } = resolve(
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://all:4318/base/',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/custom',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
      },
    );

    expect([traces.otlp.url, logs.otlp.url]).toEqual([
      'http://traces:4318/custom',
      'http://all:4318/base/v1/logs',
    ]);
    expect([traces.otlp.protocol, logs.otlp.protocol]).toEqual(['http/json', 'http/protobuf']);
  });

  it('is code for resource attributes, as the specification asks', () => {
    const { service, resourceAttributes } = resolve(
      { version: '2.0.0', resourceAttributes: { team: 'code' } },
      {
        OTEL_RESOURCE_ATTRIBUTES:
          'team=env,zone=a,service.name=env,service.version=9,deployment.environment.name=staging',
      },
    );

    expect(service).toMatchObject({ name: 'env', version: '2.0.0', environment: 'staging' });
    expect(resourceAttributes).toMatchObject({ team: 'code', zone: 'a' });
  });

  it('is OTEL_SERVICE_NAME over service.name in OTEL_RESOURCE_ATTRIBUTES', () => {
    const variables = { OTEL_SERVICE_NAME: 'name', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' };

    expect(resolve({}, variables).service.name).toBe('name');
  });
});

/** One row per variable: what is set, and what must come of it. */
const VARIABLES: readonly [Record<string, string>, (settings: Settings) => unknown, unknown][] = [
  [{ OTEL_SDK_DISABLED: 'true' }, ({ mode }) => mode, 'off'],
  [{ FLUXORA_TELEMETRY_MODE: 'console' }, ({ mode }) => mode, 'console'],
  [{ FLUXORA_TELEMETRY_MODE: 'console' }, ({ logs }) => logs.exporters, ['console']],
  [{ OTEL_TRACES_EXPORTER: 'none' }, ({ traces }) => traces.exporters, []],
  [{ OTEL_TRACES_EXPORTER: 'otlp,console' }, ({ traces }) => traces.exporters, ['otlp', 'console']],
  [{ OTEL_METRICS_EXPORTER: 'prometheus' }, ({ metrics }) => metrics.exporters, ['prometheus']],
  [{ OTEL_LOGS_EXPORTER: 'console' }, ({ logs }) => logs.exporters, ['console']],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2' }, ({ logs }) => logs.otlp.headers, { a: '1', b: '2' }],
  [
    { OTEL_EXPORTER_OTLP_HEADERS: 'a=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=2' },
    ({ traces }) => traces.otlp.headers,
    { a: '2' },
  ],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '250' }, ({ logs }) => logs.otlp.timeoutMs, 250],
  [{ OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '99' }, ({ metrics }) => metrics.otlp.timeoutMs, 99],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, ({ logs }) => logs.otlp.compression, 'gzip'],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, ({ logs }) => logs.otlp.url, 'http://localhost:4317'],
  [
    { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0', OTEL_EXPORTER_PROMETHEUS_PORT: '9000' },
    ({ metrics }) => metrics.prometheus,
    { host: '0.0.0.0', port: 9_000 },
  ],
  [
    { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' },
    ({ metrics }) => metrics.temporality,
    'delta',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' },
    ({ traces }) => traces.sampler,
    { kind: 'ratio', ratio: 0.1, parentBased: false },
  ],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
    ({ traces }) => traces.sampler,
    { kind: 'ratio', ratio: 0.5, parentBased: true },
  ],
  [
    { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
    ({ traces }) => traces.sampler,
    { kind: 'ratio', ratio: 0, parentBased: true },
  ],
  [
    { OTEL_PROPAGATORS: 'tracecontext,b3' },
    ({ propagation }) => propagation.propagators,
    ['tracecontext', 'b3'],
  ],
  [{ OTEL_BSP_MAX_QUEUE_SIZE: '100' }, ({ traces }) => traces.batch.queueSize, 100],
  [{ OTEL_BSP_MAX_QUEUE_SIZE: '100' }, ({ traces }) => traces.batch.batchSize, 100],
  [{ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' }, ({ traces }) => traces.batch.batchSize, 10],
  [{ OTEL_BSP_SCHEDULE_DELAY: '20' }, ({ traces }) => traces.batch.scheduleDelayMs, 20],
  [{ OTEL_BSP_EXPORT_TIMEOUT: '30' }, ({ traces }) => traces.batch.exportTimeoutMs, 30],
  [{ OTEL_BLRP_MAX_QUEUE_SIZE: '100' }, ({ logs }) => logs.batch.queueSize, 100],
  [{ OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '10' }, ({ logs }) => logs.batch.batchSize, 10],
  [{ OTEL_BLRP_SCHEDULE_DELAY: '20' }, ({ logs }) => logs.batch.scheduleDelayMs, 20],
  [{ OTEL_BLRP_EXPORT_TIMEOUT: '30' }, ({ logs }) => logs.batch.exportTimeoutMs, 30],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '500' }, ({ metrics }) => metrics.exportIntervalMs, 500],
  [{ OTEL_METRIC_EXPORT_INTERVAL: '500' }, ({ metrics }) => metrics.exportTimeoutMs, 500],
  [{ OTEL_METRIC_EXPORT_TIMEOUT: '400' }, ({ metrics }) => metrics.exportTimeoutMs, 400],
  [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '5' }, ({ traces }) => traces.limits.attributeCount, 5],
  [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '5' }, ({ logs }) => logs.limits.attributeCount, 5],
  [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9' }, ({ logs }) => logs.limits.attributeValueLength, 9],
  [{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '6' }, ({ traces }) => traces.limits.attributeCount, 6],
  [
    { OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '8' },
    ({ traces }) => traces.limits.attributeValueLength,
    8,
  ],
  [{ OTEL_SPAN_EVENT_COUNT_LIMIT: '3' }, ({ traces }) => traces.limits.eventCount, 3],
  [{ OTEL_SPAN_LINK_COUNT_LIMIT: '2' }, ({ traces }) => traces.limits.linkCount, 2],
  [{ OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '4' }, ({ traces }) => traces.limits.attributesPerEvent, 4],
  [{ OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '4' }, ({ traces }) => traces.limits.attributesPerLink, 4],
  [{ OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '7' }, ({ logs }) => logs.limits.attributeCount, 7],
  [
    { OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7' },
    ({ logs }) => logs.limits.attributeValueLength,
    7,
  ],
  [{ OTEL_NODE_RESOURCE_DETECTORS: 'host,os' }, ({ detectors }) => detectors, ['host', 'os']],
  [{ OTEL_LOG_LEVEL: 'debug' }, ({ diagLevel }) => diagLevel, 'debug'],
  [{ FLUXORA_ENVIRONMENT: 'staging' }, ({ service }) => service.environment, 'staging'],
  [{ FLUXORA_LOG_LEVEL: 'WARNING' }, ({ logs }) => logs.level, 'warn'],
  [{ LOG_LEVEL: 'debug' }, ({ logs }) => logs.level, 'debug'],
  [{ FLUXORA_LOG_CONSOLE: 'json' }, ({ logs }) => logs.console, 'json'],
  [
    { FLUXORA_AUTO_INSTRUMENTATIONS: 'pg,undici' },
    (settings) => settings.autoInstrumentations,
    ['pg', 'undici'],
  ],
  [
    { FLUXORA_PROPAGATION_HOSTS: '*.internal' },
    ({ propagation }) => propagation.hosts,
    ['*.internal'],
  ],
  [{ FLUXORA_BAGGAGE_KEYS: 'tenant' }, ({ propagation }) => propagation.baggageKeys, ['tenant']],
  [{ FLUXORA_INFRASTRUCTURE: 'false' }, ({ infrastructure }) => infrastructure, false],
  [{ FLUXORA_DEPLOYMENT_EVENT: 'false' }, ({ deployment }) => deployment.event, false],
  [{ FLUXORA_FLUSH_TIMEOUT: '11' }, ({ flushTimeoutMs }) => flushTimeoutMs, 11],
  [{ FLUXORA_SHUTDOWN_TIMEOUT: '12' }, ({ shutdownTimeoutMs }) => shutdownTimeoutMs, 12],
  [{ FLUXORA_EXIT_TIMEOUT: '0' }, ({ exitTimeoutMs }) => exitTimeoutMs, 0],
];

describe('environment variables', () => {
  it('decide about the infrastructure, but leave its options to the code', () => {
    const infrastructure = { host: false };
    const wanted = { FLUXORA_INFRASTRUCTURE: 'true' };

    expect(resolve({ infrastructure }, wanted).infrastructure).toEqual({ host: false });
    expect(resolve({ infrastructure: false }, wanted).infrastructure).toEqual({});
    expect(resolve({ mode: 'console' }, wanted).infrastructure).toEqual({});
    expect(resolve({ mode: 'console' }).infrastructure).toBe(false);
    expect(resolve({ mode: 'console', infrastructure }).infrastructure).toEqual({ host: false });
    expect(resolve({}).infrastructure).toBeUndefined();
  });

  it.each(VARIABLES)('%o are honoured', (variables, read, expected) => {
    expect(read(resolve({}, variables))).toEqual(expected);
  });

  it('that cannot be used are reported and ignored', () => {
    const env = new Environment({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
      OTEL_TRACES_SAMPLER: 'jaeger_remote',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/does/not/exist.pem',
      OTEL_LOGS_EXPORTER: 'otlp,syslog',
      OTEL_METRICS_EXPORTER: 'statsd',
      OTEL_CONFIG_FILE: 'otel.yaml',
      FLUXORA_LOG_LEVEL: 'loud',
    });
    const settings = resolveSettings({}, env, PACKAGE);

    expect(settings.traces.otlp).toMatchObject({ url: 'http://localhost:4318/v1/traces', tls: {} });
    expect(settings.traces.sampler).toEqual({ kind: 'ratio', ratio: 1, parentBased: true });
    expect([settings.logs.exporters, settings.metrics.exporters]).toEqual([['otlp'], ['otlp']]);
    expect([...new Set(env.problems)].map((problem) => problem.split(' ')[1])).toEqual([
      'OTEL_CONFIG_FILE',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_CERTIFICATE',
      'OTEL_TRACES_SAMPLER',
      'OTEL_METRICS_EXPORTER',
      'OTEL_LOGS_EXPORTER',
      'FLUXORA_LOG_LEVEL',
    ]);
  });
});

describe('headers', () => {
  it('from a function are joined with those of the environment at each request', async () => {
    let token = 0;
    const { headers } = resolve(
      { headers: () => ({ authorization: `Bearer ${++token}` }) },
      { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=7' },
    ).traces.otlp;
    const ask = headers as () => Promise<Record<string, string>>;

    expect(await ask()).toEqual({ authorization: 'Bearer 1', 'x-tenant': '7' });
    expect(await ask()).toEqual({ authorization: 'Bearer 2', 'x-tenant': '7' });
  });
});

describe('signals', () => {
  it('are switched off in code, and on again by the environment', () => {
    const options = { signals: { metrics: false, logs: false } };
    const { metrics, logs, traces } = resolve(options, { OTEL_LOGS_EXPORTER: 'otlp' });

    expect([traces.exporters, metrics.exporters, logs.exporters]).toEqual([['otlp'], [], ['otlp']]);
  });
});
