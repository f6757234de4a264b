import {
  propagation,
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { limitBaggage } from './baggage-limits.ts';
import { propagationPolicy, type PropagationPolicy } from './propagation-policy.ts';

/**
 * Wraps a propagator so that only the allowed baggage keys leave or enter the process, within the limits of W3C baggage.
 * Trace context passes. Never throws: when the wrapped propagator does, nothing is injected or extracted.
 *
 * Hosts are not its business, since a propagator does not know where a carrier goes: see {@link injectTraceContext}.
 */
export class AllowListPropagator implements TextMapPropagator {
  readonly #inner: TextMapPropagator;
  readonly #policy: (() => PropagationPolicy) | undefined;

  /** @param policy - @defaultValue the process-wide policy, looked up at every call */
  constructor(inner: TextMapPropagator, policy?: PropagationPolicy) {
    this.#inner = inner;
    this.#policy = policy && (() => policy);
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    try {
      this.#inner.inject(withAllowedBaggage(context, this.#currentPolicy()), carrier, setter);
    } catch {
      // The message goes out without context rather than not at all.
    }
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    try {
      const extracted = this.#inner.extract(context, carrier, getter);
      // Baggage that was there before did not cross the border.
      const isNew = propagation.getBaggage(extracted) !== propagation.getBaggage(context);
      return isNew ? withAllowedBaggage(extracted, this.#currentPolicy()) : extracted;
    } catch {
      return context;
    }
  }

  fields(): string[] {
    try {
      return this.#inner.fields();
    } catch {
      return [];
    }
  }

  #currentPolicy(): PropagationPolicy {
    return this.#policy?.() ?? propagationPolicy();
  }
}

/** The context with only the baggage that may cross the border. */
export function withAllowedBaggage(context: Context, policy: PropagationPolicy): Context {
  const baggage = propagation.getBaggage(context);
  if (!baggage) return context;
  const allowed = limitBaggage(policy.filterBaggage(baggage));
  if (allowed === baggage) return context;
  return allowed.getAllEntries().length === 0
    ? propagation.deleteBaggage(context)
    : propagation.setBaggage(context, allowed);
}
