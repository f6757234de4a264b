import {
  createNoopMeter,
  type Attributes,
  type Counter,
  type Meter,
  type MeterProvider,
  type MetricOptions,
  type ObservableCounter,
  type UpDownCounter,
} from '@opentelemetry/api';

/**
 * For the metrics that the SDK's tracer keeps about itself (`otel.sdk.span.*`): three counts per span, with closed sets of
 * attributes. An SDK counter sorts and hashes its attributes at every count, which made these the dearest part of a span
 * (about 7 of 100 µs per request in a CPU profile; `bench/profile.ts`). Here a count is an addition, and the same metrics are
 * read when they are due, as observables: on the wire nothing differs.
 *
 * Offers counters and up-down counters; everything else does nothing. Not for attributes without a bound: nothing is forgotten.
 */
export function createTalliedMeterProvider(target: MeterProvider): MeterProvider {
  return {
    getMeter(...scope) {
      const meter = target.getMeter(...scope);
      const tallied: Pick<Meter, 'createCounter' | 'createUpDownCounter'> = {
        createCounter: (name, options) => tally(meter.createObservableCounter(name, options)),
        createUpDownCounter: (name: string, options?: MetricOptions) =>
          tally(meter.createObservableUpDownCounter(name, options)),
      };
      // Not onto it: the API has one meter that does nothing, and everybody shares it.
      return Object.assign(Object.create(createNoopMeter()) as Meter, tallied);
    },
  };
}

interface Tally {
  readonly attributes: Attributes;
  value: number;
}

function tally(observable: ObservableCounter): Counter & UpDownCounter {
  const tallies = new Map<string, Tally>();
  observable.addCallback((result) => {
    for (const { attributes, value } of tallies.values()) result.observe(value, attributes);
  });
  return {
    add(value: number, attributes: Attributes = {}) {
      // The SDK names its attributes in one order, and their values hold no line break.
      let key = '';
      for (const name in attributes) key += `${String(attributes[name])}\n`;
      const found = tallies.get(key);
      if (found) found.value += value;
      else tallies.set(key, { attributes: { ...attributes }, value });
    },
  };
}
