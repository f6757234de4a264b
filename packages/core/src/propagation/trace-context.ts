import { context, propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { withAllowedBaggage } from './allow-list-propagator.ts';
import { carrierGetter, carrierSetter, type Carrier } from './carrier.ts';
import { propagationPolicy, type PropagationPolicy } from './propagation-policy.ts';

export interface InjectOptions {
  /** Where the carrier goes: a URL or a host. A host that the policy does not allow gets nothing. @defaultValue not checked */
  readonly to?: string | URL;
  /** @defaultValue the active context */
  readonly context?: Context;
  /** @defaultValue the process-wide policy */
  readonly policy?: PropagationPolicy;
}

/**
 * Writes trace context, and the baggage that the policy allows, onto the headers of something that leaves the process,
 * through the propagator registered with the OpenTelemetry API. Never throws; without an SDK nothing is written.
 *
 * @returns the carrier itself.
 *
 * @example await fetch(url, { headers: injectTraceContext({}, { to: url }) });
 */
export function injectTraceContext<Target extends Carrier>(
  carrier: Target,
  options: InjectOptions = {},
): Target {
  try {
    const policy = options.policy ?? propagationPolicy();
    if (options.to !== undefined && !policy.allowsHost(options.to)) return carrier;
    const active = withAllowedBaggage(options.context ?? context.active(), policy);
    propagation.inject(active, carrier, carrierSetter);
  } catch {
    // The message goes out without context rather than not at all.
  }
  return carrier;
}

export interface ExtractOptions {
  /** What the extracted context is built upon. @defaultValue ROOT_CONTEXT: never a stale active one */
  readonly context?: Context;
  /** @defaultValue the process-wide policy */
  readonly policy?: PropagationPolicy;
}

/**
 * Reads trace context, and the baggage that the policy allows, from the headers of something that entered the process.
 * Header names in any case. Never throws: garbage gives the root context, so that a new trace starts.
 *
 * @example context.with(extractTraceContext(message.headers), () => withSpan('process', handle));
 */
export function extractTraceContext(carrier: unknown, options: ExtractOptions = {}): Context {
  const base = options.context ?? ROOT_CONTEXT;
  try {
    const extracted = propagation.extract(base, carrier, carrierGetter);
    const isNew = propagation.getBaggage(extracted) !== propagation.getBaggage(base);
    return isNew ? withAllowedBaggage(extracted, options.policy ?? propagationPolicy()) : extracted;
  } catch {
    return base;
  }
}
