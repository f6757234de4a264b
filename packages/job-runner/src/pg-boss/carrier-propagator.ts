import {
  type Context,
  createContextKey,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { enqueueContext } from '../carrier/enqueue-context.ts';
import { jobContext } from '../carrier/job-context.ts';

const CARRIER_KEY = createContextKey('fluxora.job.pg_boss.carrier');

/** By the span context that was read from it: all that pg-boss keeps of the jobs of a batch. */
const origins = new WeakMap<SpanContext, unknown>();

/** What {@link carrierPropagator} extracted into this context. */
export function carrierIn(context: Context): unknown {
  return context.getValue(CARRIER_KEY);
}

/** The carrier that this span context was read from. */
export function carrierOfOrigin(origin: SpanContext): unknown {
  return origins.get(origin);
}

/**
 * Writes the trace context of an enqueueing into pg-boss's own column beside the payload, and brings it back whole to the handler.
 * Without the times of a carrier: the job has them in columns of its own, by the database's clock.
 */
export const carrierPropagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    for (const [key, value] of Object.entries(enqueueContext({ context }))) {
      if (typeof value === 'string') setter.set(carrier, key, value);
    }
  },
  extract(context, carrier) {
    const arrived: Context = context.setValue(CARRIER_KEY, carrier);
    const [link] = jobContext(carrier).links;
    if (link === undefined) return arrived;
    origins.set(link.context, carrier);
    return trace.setSpanContext(arrived, link.context);
  },
  fields: () => [],
};
