import { logs, metrics, trace, type ProxyTracerProvider } from '@opentelemetry/api';
import type { SignalType } from '@fluxora/telemetry-core';
import { SIGNALS } from '../options/settings.ts';

/** What every SDK's providers can do beyond the API. */
interface FlushableProvider {
  forceFlush?(): Promise<void>;
}

/** The providers that somebody has registered with the OpenTelemetry API. */
export type RegisteredProviders = Readonly<Partial<Record<SignalType, FlushableProvider>>>;

/** The API keeps what is registered here; its own getters answer with stand-ins when nothing is. */
const API_GLOBALS = Symbol.for('opentelemetry.js.api.1');

/** The SDK that was registered before us, or undefined when there is none. */
export function findRegisteredSdk(): RegisteredProviders | undefined {
  const registered = (globalThis as Record<symbol, Record<string, unknown> | undefined>)[
    API_GLOBALS
  ];
  if (!registered) return undefined;
  const found: Partial<Record<SignalType, FlushableProvider>> = {};
  if (registered['trace']) {
    const provider = trace.getTracerProvider() as ProxyTracerProvider;
    found.traces = (provider.getDelegate?.() ?? provider) as FlushableProvider;
  }
  if (registered['metrics']) found.metrics = metrics.getMeterProvider() as FlushableProvider;
  if (registered['logs']) found.logs = logs.getLoggerProvider() as FlushableProvider;
  return Object.keys(found).length === 0 ? undefined : found;
}

/** `traces by TracerProvider, metrics by MeterProvider, logs by nobody` */
export function describeRegistered(found: RegisteredProviders): string {
  return SIGNALS.map(
    (signal) => `${signal} by ${found[signal]?.constructor.name ?? 'nobody'}`,
  ).join(', ');
}
