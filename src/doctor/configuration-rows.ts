import { maskSettings } from '../options/mask-settings.ts';
import { SIGNALS, type SamplerSettings, type Settings } from '../options/settings.ts';

/** One line of the effective configuration, before it is known where its value came from. */
export interface ConfigurationRow {
  readonly setting: string;
  /** Masked where it may hold a secret. */
  readonly value: unknown;
  /** Environment variables that may decide it, the strongest first. */
  readonly variables: readonly string[];
  /** The resource attribute it becomes, which `OTEL_RESOURCE_ATTRIBUTES` may hold. */
  readonly attribute?: string;
}

/** The settings an operator asks about, in the order of that question: who, whether, where, how much. */
export function toConfigurationRows(settings: Settings): ConfigurationRow[] {
  const { service, propagation, logs, metrics, traces } = settings;
  return [
    { ...row('service.name', service.name, ['OTEL_SERVICE_NAME']), attribute: 'service.name' },
    { ...row('service.version', service.version, []), attribute: 'service.version' },
    { ...row('service.namespace', service.namespace, []), attribute: 'service.namespace' },
    { ...row('environment', service.environment, []), attribute: 'deployment.environment.name' },
    row('mode', settings.mode, ['OTEL_SDK_DISABLED', 'FLUXORA_TELEMETRY_MODE']),
    ...SIGNALS.flatMap((signal) => toSignalRows(signal, settings)),
    row('traces.sampler', describeSampler(traces.sampler), ['OTEL_TRACES_SAMPLER']),
    row('traces.queueSize', traces.batch.queueSize, ['OTEL_BSP_MAX_QUEUE_SIZE']),
    row('metrics.exportIntervalMs', metrics.exportIntervalMs, ['OTEL_METRIC_EXPORT_INTERVAL']),
    row('metrics.temporality', metrics.temporality, [
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    ]),
    row('logs.level', logs.level, ['FLUXORA_LOG_LEVEL']),
    row('logs.console', logs.console, ['FLUXORA_LOG_CONSOLE']),
    row('propagation.propagators', propagation.propagators, ['OTEL_PROPAGATORS']),
    row('propagation.hosts', propagation.hosts, ['FLUXORA_PROPAGATION_HOSTS']),
    row('propagation.baggageKeys', propagation.baggageKeys, ['FLUXORA_BAGGAGE_KEYS']),
    row('autoInstrumentations', settings.autoInstrumentations, ['FLUXORA_AUTO_INSTRUMENTATIONS']),
    row('infrastructure', settings.infrastructure ?? true, ['FLUXORA_INFRASTRUCTURE']),
    row('deploymentEvent', settings.deployment.event, ['FLUXORA_DEPLOYMENT_EVENT']),
    row('resource.detectors', settings.detectors, ['OTEL_NODE_RESOURCE_DETECTORS']),
    row('flushTimeoutMs', settings.flushTimeoutMs, ['FLUXORA_FLUSH_TIMEOUT']),
    row('shutdownTimeoutMs', settings.shutdownTimeoutMs, ['FLUXORA_SHUTDOWN_TIMEOUT']),
  ];
}

function toSignalRows(signal: (typeof SIGNALS)[number], settings: Settings): ConfigurationRow[] {
  const { exporters, otlp } = settings[signal];
  const upper = signal.toUpperCase();
  const exporter = row(`${signal}.exporters`, exporters, [`OTEL_${upper}_EXPORTER`]);
  if (!exporters.includes('otlp')) return [exporter];
  const masked = maskSettings(settings)[signal] as { otlp: { url: string; headers: unknown } };
  const names = (setting: string) => [
    `OTEL_EXPORTER_OTLP_${upper}_${setting}`,
    `OTEL_EXPORTER_OTLP_${setting}`,
  ];
  return [
    exporter,
    row(`${signal}.endpoint`, masked.otlp.url, names('ENDPOINT')),
    row(`${signal}.headers`, masked.otlp.headers, names('HEADERS')),
    row(`${signal}.protocol`, otlp.protocol, names('PROTOCOL')),
    row(`${signal}.compression`, otlp.compression, names('COMPRESSION')),
    row(`${signal}.timeoutMs`, otlp.timeoutMs, names('TIMEOUT')),
    row(`${signal}.tls`, Object.keys(otlp.tls), [
      ...names('CERTIFICATE'),
      ...names('CLIENT_CERTIFICATE'),
      ...names('CLIENT_KEY'),
    ]),
  ];
}

function row(setting: string, value: unknown, variables: readonly string[]): ConfigurationRow {
  return { setting, value, variables };
}

function describeSampler(sampler: SamplerSettings): string {
  if (sampler.kind === 'custom') return sampler.sampler.toString();
  return `${sampler.parentBased ? 'parent-based, ' : ''}${sampler.ratio * 100} % of new traces`;
}
