import { parseLogThreshold, type LogThreshold, type SignalType } from '@fluxora/telemetry-core';
import type { Environment } from './environment.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import { readAutoInstrumentations, readPropagationHosts } from './listed-names.ts';
import { resolveOtlpTarget } from './otlp-target.ts';
import { resolveSampler } from './sampler-settings.ts';
import { COMMIT_ATTRIBUTE, readCommit } from '../resource/commit.ts';
import type {
  AttributeLimits,
  BatchSettings,
  Settings,
  SignalSettings,
  SpanLimitSettings,
} from './settings.ts';

/** What `OTEL_{TRACES,METRICS,LOGS}_EXPORTER` may name, besides `none`. */
const EXPORTERS: Readonly<Record<SignalType, readonly string[]>> = {
  traces: ['otlp', 'console', 'zipkin'],
  metrics: ['otlp', 'console', 'prometheus'],
  logs: ['otlp', 'console'],
};

/**
 * Options, environment and defaults in one. The environment wins: it is what the operator of this deployment decided,
 * later than the code was written. Only resource attributes go the other way, as OpenTelemetry asks.
 *
 * @param options - Already validated.
 */
export function resolveSettings(
  options: InstrumentOptions,
  env: Environment,
  packageJson: { readonly name?: string | undefined; readonly version?: string | undefined },
): Settings {
  const mode = resolveMode(options, env);
  if (env.text('OTEL_CONFIG_FILE') !== undefined) {
    env.reject(
      'OTEL_CONFIG_FILE',
      env.text('OTEL_CONFIG_FILE') ?? '',
      'the variables of docs/configuration.md',
    );
  }
  const resourceEnv = env.pairs('OTEL_RESOURCE_ATTRIBUTES');
  const resourceAttributes = { ...resourceEnv, ...options.resourceAttributes };
  const limits = options.limits ?? {};
  const wholeMs = { min: 1 };
  return {
    mode,
    pipeline: options.pipeline ?? 'standard',
    service: {
      name:
        env.text('OTEL_SERVICE_NAME') ??
        options.service ??
        resourceEnv['service.name'] ??
        packageJson.name ??
        'unknown_service:node',
      version: options.version ?? resourceEnv['service.version'] ?? packageJson.version,
      namespace: options.namespace ?? resourceEnv['service.namespace'],
      environment:
        env.text('FLUXORA_ENVIRONMENT') ??
        options.environment ??
        resourceEnv['deployment.environment.name'],
    },
    resourceAttributes,
    detectors: env.list('OTEL_NODE_RESOURCE_DETECTORS') ?? ['all'],
    cloud: options.cloud ?? [],
    traces: {
      ...resolveSignal('traces', options, mode, env),
      batch: resolveBatch('OTEL_BSP', 5_000, options, env),
      limits: resolveSpanLimits(options, env),
      sampler: resolveSampler(options.sampler, env),
    },
    metrics: {
      ...resolveSignal('metrics', options, mode, env),
      ...resolveMetricTiming(options, mode, env),
      temporality:
        env.oneOf('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', [
          'cumulative',
          'delta',
          'lowmemory',
        ]) ??
        options.temporality ??
        'cumulative',
      seriesPerInstrument: limits.seriesPerInstrument ?? 2_000,
      prometheus: {
        host: env.text('OTEL_EXPORTER_PROMETHEUS_HOST') ?? 'localhost',
        port: env.number('OTEL_EXPORTER_PROMETHEUS_PORT', { min: 1, max: 65_535 }) ?? 9_464,
      },
    },
    logs: {
      ...resolveSignal('logs', options, mode, env),
      batch: resolveBatch('OTEL_BLRP', 1_000, options, env),
      limits: resolveAttributeLimits('OTEL_LOGRECORD', options, env),
      level:
        readLogLevel('FLUXORA_LOG_LEVEL', env) ??
        options.logs?.level ??
        readLogLevel('LOG_LEVEL', env) ??
        'info',
      console:
        env.oneOf('FLUXORA_LOG_CONSOLE', ['auto', 'pretty', 'json', 'off']) ??
        options.logs?.console ??
        'auto',
      captureConsole: options.logs?.captureConsole ?? false,
    },
    propagation: {
      propagators: env.list('OTEL_PROPAGATORS') ?? ['tracecontext', 'baggage'],
      hosts: readPropagationHosts(env) ?? options.propagation?.hosts ?? ['*'],
      baggageKeys: env.list('FLUXORA_BAGGAGE_KEYS') ?? options.propagation?.baggageKeys ?? [],
    },
    redact: options.redact ?? [],
    http: options.http,
    infrastructure: resolveInfrastructure(options, mode, env),
    autoInstrumentations:
      readAutoInstrumentations(env, mode) ?? options.autoInstrumentations ?? false,
    deployment: {
      event: env.flag('FLUXORA_DEPLOYMENT_EVENT') ?? options.deploymentEvent ?? true,
      commit: toText(resourceAttributes[COMMIT_ATTRIBUTE]) ?? readCommit(env),
    },
    processHooks: options.processHooks ?? true,
    flushTimeoutMs: env.number('FLUXORA_FLUSH_TIMEOUT', wholeMs) ?? options.flushTimeoutMs ?? 2_000,
    shutdownTimeoutMs:
      env.number('FLUXORA_SHUTDOWN_TIMEOUT', wholeMs) ?? options.shutdownTimeoutMs ?? 2_000,
    exitTimeoutMs: env.number('FLUXORA_EXIT_TIMEOUT', { min: 0 }) ?? options.exitTimeoutMs ?? 2_000,
    diagLevel: env.text('OTEL_LOG_LEVEL'),
  };
}

function toText(value: string | number | boolean | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : String(value);
}

function readLogLevel(name: string, env: Environment): LogThreshold | undefined {
  const value = env.text(name);
  const level = parseLogThreshold(value);
  if (value !== undefined && level === undefined) {
    env.reject(name, value, 'trace, debug, info, warn, error, fatal or off');
  }
  return level;
}

/** Whoever watches a terminal asked for the signals of the program, not for a page of the machine's every few seconds. */
function resolveInfrastructure(
  { infrastructure }: InstrumentOptions,
  mode: Settings['mode'],
  env: Environment,
): Settings['infrastructure'] {
  const isWanted = env.flag('FLUXORA_INFRASTRUCTURE');
  if (isWanted === undefined) return infrastructure ?? (mode === 'console' ? false : undefined);
  return isWanted && (infrastructure || {});
}

function resolveMode(options: InstrumentOptions, env: Environment): Settings['mode'] {
  if (env.flag('OTEL_SDK_DISABLED') === true) return 'off';
  return env.oneOf('FLUXORA_TELEMETRY_MODE', ['otlp', 'console', 'off']) ?? options.mode ?? 'otlp';
}

function resolveSignal(
  signal: SignalType,
  options: InstrumentOptions,
  mode: Settings['mode'],
  env: Environment,
): SignalSettings {
  const isOn = options.signals?.[signal] ?? true;
  const fromCode = isOn && mode !== 'off' ? [mode === 'console' ? 'console' : 'otlp'] : [];
  const exporters = readExporters(signal, env) ?? fromCode;
  return { exporters, otlp: resolveOtlpTarget(signal, options, env) };
}

function readExporters(signal: SignalType, env: Environment): string[] | undefined {
  const name = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const named = env.list(name);
  if (named === undefined || named.includes('none')) return named && [];
  const known = named.filter((exporter) => EXPORTERS[signal].includes(exporter));
  if (known.length < named.length) {
    env.reject(name, named.join(','), `any of: ${EXPORTERS[signal].join(', ')}, none`);
  }
  return known.length === 0 ? undefined : [...new Set(known)];
}

function resolveBatch(
  prefix: 'OTEL_BSP' | 'OTEL_BLRP',
  scheduleDelayMs: number,
  { limits }: InstrumentOptions,
  env: Environment,
): BatchSettings {
  const atLeastOne = { min: 1 };
  const queueSize =
    env.number(`${prefix}_MAX_QUEUE_SIZE`, atLeastOne) ?? limits?.queueSize ?? 2_048;
  const batchSize =
    env.number(`${prefix}_MAX_EXPORT_BATCH_SIZE`, atLeastOne) ?? limits?.batchSize ?? 512;
  return {
    queueSize,
    batchSize: Math.min(batchSize, queueSize),
    scheduleDelayMs: env.number(`${prefix}_SCHEDULE_DELAY`, { min: 0 }) ?? scheduleDelayMs,
    exportTimeoutMs: env.number(`${prefix}_EXPORT_TIMEOUT`, atLeastOne) ?? 30_000,
  };
}

function resolveAttributeLimits(
  prefix: 'OTEL_SPAN' | 'OTEL_LOGRECORD',
  { limits }: InstrumentOptions,
  env: Environment,
): AttributeLimits {
  const count = [`${prefix}_ATTRIBUTE_COUNT_LIMIT`, 'OTEL_ATTRIBUTE_COUNT_LIMIT'];
  const length = [`${prefix}_ATTRIBUTE_VALUE_LENGTH_LIMIT`, 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'];
  return {
    attributeCount: env.number(count, { min: 0 }) ?? limits?.attributeCount ?? 128,
    attributeValueLength: env.number(length, { min: 0 }) ?? limits?.attributeValueLength,
  };
}

function resolveSpanLimits(options: InstrumentOptions, env: Environment): SpanLimitSettings {
  const count = { min: 0 };
  const perItem = options.limits?.attributeCount ?? 128;
  return {
    ...resolveAttributeLimits('OTEL_SPAN', options, env),
    eventCount:
      env.number('OTEL_SPAN_EVENT_COUNT_LIMIT', count) ?? options.limits?.eventCount ?? 128,
    linkCount: env.number('OTEL_SPAN_LINK_COUNT_LIMIT', count) ?? options.limits?.linkCount ?? 128,
    attributesPerEvent: env.number('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', count) ?? perItem,
    attributesPerLink: env.number('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', count) ?? perItem,
  };
}

/** A reader must finish before its next turn, so the timeout never exceeds the interval. */
function resolveMetricTiming(
  options: InstrumentOptions,
  mode: Settings['mode'],
  env: Environment,
): { exportIntervalMs: number; exportTimeoutMs: number } {
  const exportIntervalMs =
    env.number('OTEL_METRIC_EXPORT_INTERVAL', { min: 1 }) ??
    options.metricExportIntervalMs ??
    // Whoever watches a terminal does not want to wait for a minute.
    (mode === 'console' ? 10_000 : 60_000);
  const timeout = env.number('OTEL_METRIC_EXPORT_TIMEOUT', { min: 1 }) ?? 30_000;
  return { exportIntervalMs, exportTimeoutMs: Math.min(timeout, exportIntervalMs) };
}
