import { logs, metrics, propagation, trace } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { registeredGlobal, replaceGlobal, type GlobalName } from './registered-global.ts';
import {
  switchTo,
  switchedLoggerProvider,
  switchedMeterProvider,
  switchedTracerProvider,
  type GlobalProviders,
} from './switched-providers.ts';

let registrations = 0;
let restoreAll: (() => void) | undefined;

/**
 * Registers `providers` and the W3C propagators (trace context and baggage) with the OpenTelemetry API. What was registered
 * before is set aside, and stands in its place again when the last registration is given back.
 *
 * @returns Gives the registration back. Calling it again does nothing.
 */
export function registerGlobals(providers: GlobalProviders): () => void {
  registrations += 1;
  restoreAll ??= takeOver();
  const giveBack = switchTo(providers);
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    giveBack();
    registrations -= 1;
    if (registrations > 0) return;
    restoreAll?.();
    restoreAll = undefined;
  };
}

function takeOver(): () => void {
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  const restores = [
    take('trace', switchedTracerProvider, {
      register: () => trace.setGlobalTracerProvider(switchedTracerProvider),
      disable: () => trace.disable(),
    }),
    take('metrics', switchedMeterProvider, {
      register: () => metrics.setGlobalMeterProvider(switchedMeterProvider),
      disable: () => metrics.disable(),
    }),
    take('logs', switchedLoggerProvider, {
      register: () => logs.setGlobalLoggerProvider(switchedLoggerProvider),
      disable: () => logs.disable(),
    }),
    take('propagation', propagator, {
      register: () => propagation.setGlobalPropagator(propagator),
      disable: () => propagation.disable(),
    }),
  ];
  return () => restores.forEach((restore) => restore());
}

/**
 * With an empty place, registering goes through the API, which also sets the proxies that were handed out earlier. With a
 * taken one only the place itself is exchanged, since the API would rewrite the proxy that the first owner still uses.
 */
function take(
  name: GlobalName,
  value: object,
  api: { readonly register: () => boolean; readonly disable: () => void },
): () => void {
  const before = registeredGlobal(name);
  if (!before) {
    api.register();
    return api.disable;
  }
  replaceGlobal(name, value);
  return () => replaceGlobal(name, before);
}
