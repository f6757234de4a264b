import { createNoopMeter } from '@opentelemetry/api';
import type { OpenTelemetryOptions } from 'pg-boss';
import { carrierPropagator } from './carrier-propagator.ts';
import { carrierTracerProvider } from './carrier-span.ts';

/**
 * The option `openTelemetry` of pg-boss: has it carry trace context in its own column beside the payload, and leaves spans and
 * metrics to {@link instrumentPgBoss}, which says more. Costs no statement.
 *
 * pg-boss's own metrics stay when `meterProvider` is put back; its own spans cannot be had beside ours, since it is by them that it
 * hands the context over.
 *
 * @example
 * const boss = new PgBoss({ connectionString, openTelemetry: pgBossOpenTelemetry() });
 * const withItsMetrics = { ...pgBossOpenTelemetry(), meterProvider: metrics.getMeterProvider() };
 */
export function pgBossOpenTelemetry(): OpenTelemetryOptions {
  return {
    propagateContext: true,
    propagator: carrierPropagator,
    tracerProvider: carrierTracerProvider,
    meterProvider: { getMeter: () => createNoopMeter() },
  };
}
