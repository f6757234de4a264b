import { createRequire } from '../node-builtins.ts';
import * as api from '@opentelemetry/api';
import type { Pipeline } from './pipeline.ts';

type Api = typeof api;

/**
 * Makes the providers the process-wide ones. `@opentelemetry/api` is published twice in one package (ESM and CommonJS); each
 * copy has its own proxies, and tracers or loggers made before now hang on the proxy of the copy that made them. Both are
 * joined here, else a CommonJS library in an ESM program would stay silent.
 *
 * @returns Undoes the registration.
 */
export function registerGlobally(
  providers: Pipeline['providers'],
  propagator: api.TextMapPropagator | undefined,
): () => void {
  const copies = [api, loadCommonJsCopy()].filter((copy) => copy !== undefined);
  const proxies = copies.map((copy) => ({
    tracer: copy.trace.getTracerProvider(),
    logger: copy.logs.getLoggerProvider(),
  }));
  if (propagator) api.propagation.setGlobalPropagator(propagator);
  if (providers.tracerProvider) api.trace.setGlobalTracerProvider(providers.tracerProvider);
  if (providers.meterProvider) api.metrics.setGlobalMeterProvider(providers.meterProvider);
  if (providers.loggerProvider) api.logs.setGlobalLoggerProvider(providers.loggerProvider);
  for (const { tracer, logger } of proxies) {
    if (providers.tracerProvider && 'setDelegate' in tracer) {
      (tracer as api.ProxyTracerProvider).setDelegate(providers.tracerProvider);
    }
    if (providers.loggerProvider && '_setDelegate' in logger) {
      (logger as { _setDelegate(provider: unknown): void })._setDelegate(providers.loggerProvider);
    }
  }
  return () => {
    for (const copy of copies) {
      copy.propagation.disable();
      copy.trace.disable();
      copy.metrics.disable();
      copy.logs.disable();
    }
  };
}

function loadCommonJsCopy(): Api | undefined {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api') as Api;
  } catch {
    return undefined;
  }
}
