interface Rebindable {
  rebind(): void;
}

/** Observables with callbacks. Only they need telling: everything else looks for a new provider when it is used. */
const watching = new Set<Rebindable>();

export function watchProvider(observable: Rebindable): void {
  watching.add(observable);
}

export function unwatchProvider(observable: Rebindable): void {
  watching.delete(observable);
}

/**
 * Moves observable callbacks to the meter provider that is registered now.
 *
 * The OpenTelemetry API tells nobody when a provider is registered. Counters, histograms and gauges notice it at their next
 * use, and then call this; `instrument()` calls it too. Call it yourself after registering another SDK in a process that
 * has observables only. Cheap, and harmless when nothing changed. Never throws.
 */
export function rebindInstruments(): void {
  for (const observable of watching) observable.rebind();
}
