import type { TextMapPropagator } from '@opentelemetry/api';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

/** `OTEL_PROPAGATORS`, by default W3C trace context and baggage. */
export function createPropagator({ propagation }: Settings): TextMapPropagator | undefined {
  const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = sdk.core();
  const known: Record<string, () => TextMapPropagator> = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
  };
  const propagators = propagation.propagators.flatMap((name) => known[name]?.() ?? []);
  return propagators.length === 0 ? undefined : new CompositePropagator({ propagators });
}
