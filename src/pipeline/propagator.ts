import type { TextMapPropagator } from '@opentelemetry/api';
import { AllowListPropagator, type Notices } from '@fluxora/telemetry-core';
import { OutgoingHostPropagator } from '../auto-instrumentations/outgoing-host-policy.ts';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { TraceContextPropagator } from './trace-context-propagator.ts';

const KNOWN: Readonly<Record<string, () => TextMapPropagator>> = {
  tracecontext: () => new TraceContextPropagator(),
  baggage: () => new (sdk.core().W3CBaggagePropagator)(),
  b3: () => createB3(),
  b3multi: () => createB3({ injectEncoding: 'MULTI_HEADER' }),
};

/**
 * `OTEL_PROPAGATORS`, by default W3C trace context and baggage, behind the allow-lists for baggage keys and hosts.
 *
 * @returns undefined for `none`.
 */
export function createPropagator(
  { propagation: { propagators: names } }: Settings,
  notices: Notices,
): TextMapPropagator | undefined {
  if (names.includes('none')) return undefined;
  const propagators = [...new Set(names)].flatMap((name) => {
    const create = KNOWN[name];
    if (create) return create();
    notices.once(
      `propagator.${name}`,
      `telemetry/environment: OTEL_PROPAGATORS names "${name}", which is not known. Use ${Object.keys(KNOWN).join(', ')} or none.`,
    );
    return [];
  });
  if (propagators.length === 0) return undefined;
  const { CompositePropagator } = sdk.core();
  return new OutgoingHostPropagator(
    new AllowListPropagator(new CompositePropagator({ propagators })),
  );
}

/** B3 comes with sdk-node; its encodings are an enum there. */
function createB3(config?: { injectEncoding: 'MULTI_HEADER' }): TextMapPropagator {
  const { B3Propagator, B3InjectEncoding } = sdk.fromSdkNode('@opentelemetry/propagator-b3') as {
    B3Propagator: new (options?: object) => TextMapPropagator;
    B3InjectEncoding: Record<string, number>;
  };
  return new B3Propagator(config && { injectEncoding: B3InjectEncoding[config.injectEncoding] });
}
