import { DropLedger, Notices, type Providers } from '@fluxora/telemetry-core';
import type { Meter, MeterProvider, Tracer, TracerProvider } from '@opentelemetry/api';

/** An object all of whose methods throw, except those given. */
function throwing(members: object = {}): object {
  const broken = (): never => {
    throw new Error('tck: telemetry is broken');
  };
  return new Proxy(members, {
    get: (target, key) => {
      if (Object.hasOwn(target, key)) return (target as Record<PropertyKey, unknown>)[key];
      // A thenable would be waited for.
      return key === 'then' ? undefined : broken;
    },
  });
}

/** Telemetry that starts as it should and then throws whenever it is used. */
export function brokenProviders(): { readonly providers: Providers; readonly drops: DropLedger } {
  const drops = new DropLedger();
  const tracer = throwing({ startSpan: () => throwing() }) as Tracer;
  const instrument = (): object => throwing({ addCallback: () => undefined });
  const meter = throwing({
    createCounter: instrument,
    createUpDownCounter: instrument,
    createHistogram: instrument,
    createGauge: instrument,
    createObservableCounter: instrument,
    createObservableUpDownCounter: instrument,
    createObservableGauge: instrument,
  }) as Meter;
  return {
    drops,
    providers: {
      tracerProvider: { getTracer: () => tracer } satisfies TracerProvider,
      meterProvider: { getMeter: () => meter } satisfies MeterProvider,
      drops,
      notices: new Notices(() => undefined),
    },
  };
}
