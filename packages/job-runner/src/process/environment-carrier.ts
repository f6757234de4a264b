import { injectTraceContext, type PropagationPolicy } from '@fluxora/telemetry-core';
import type { Context } from '@opentelemetry/api';
import type { JobCarrier } from '../adapter.ts';

export interface CarrierEnvironmentOptions {
  /** What the context is added to; it is copied. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @defaultValue the active context */
  readonly context?: Context;
  /** Which baggage may travel. @defaultValue the process-wide policy, which lets none */
  readonly policy?: PropagationPolicy;
}

/** Written next to the propagator's own variables: when the child was started. Milliseconds since the Unix epoch. */
const ENQUEUED_AT = 'FLUXORA_JOB_ENQUEUED_AT';

/**
 * The environment for a child process or a worker thread whose work belongs to what is going on here: `TRACEPARENT`,
 * `TRACESTATE`, `BAGGAGE`, as OpenTelemetry names environment variables that carry context. It also takes a `service.instance.id` out
 * of `OTEL_RESOURCE_ATTRIBUTES`: two processes with one id would overwrite each other's series.
 *
 * Never throws. For work that is sent by messages (`postMessage`, `process.send`), put `enqueueContext()` into the message instead.
 *
 * @example
 * fork('./train.mjs', { env: carrierEnvironment() });
 * new Worker(url, { env: carrierEnvironment(), execArgv: [] }); // execArgv: no second `--import` of telemetry, if it has none of its own
 */
export function carrierEnvironment(
  options: CarrierEnvironmentOptions = {},
): Record<string, string | undefined> {
  const { env = process.env, context, policy } = options;
  const copy: Record<string, string | undefined> = { ...env };
  const carrier: Record<string, unknown> = injectTraceContext(
    {},
    { ...(context && { context }), ...(policy && { policy }) },
  );
  for (const name of ['TRACEPARENT', 'TRACESTATE', 'BAGGAGE']) delete copy[name];
  for (const [name, value] of Object.entries(carrier)) {
    if (typeof value === 'string') copy[variableOf(name)] = value;
  }
  copy[ENQUEUED_AT] = String(Date.now());
  const attributes = copy['OTEL_RESOURCE_ATTRIBUTES'];
  if (attributes !== undefined) copy['OTEL_RESOURCE_ATTRIBUTES'] = withoutInstanceId(attributes);
  return copy;
}

/**
 * What the environment says of where this process, or this thread, was started from: a carrier for {@link jobContext}, or for the
 * `info` of `instrumentJob`. Never throws.
 *
 * @param env - @defaultValue process.env
 *
 * @example
 * const train = instrumentJob('train', trainModel, { info: () => ({ carrier: environmentCarrier() }) });
 */
export function environmentCarrier(
  env: Readonly<Record<string, string | undefined>> = process.env,
): JobCarrier {
  const enqueuedAt = Number(env[ENQUEUED_AT]);
  return {
    ...(Number.isFinite(enqueuedAt) && { enqueuedAt }),
    traceparent: env['TRACEPARENT'],
    tracestate: env['TRACESTATE'],
    baggage: env['BAGGAGE'],
  };
}

function variableOf(header: string): string {
  return header.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function withoutInstanceId(attributes: string): string {
  return attributes
    .split(',')
    .filter((attribute) => !/^\s*service\.instance\.id\s*=/.test(attribute))
    .join(',');
}
