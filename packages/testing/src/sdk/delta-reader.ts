import { ValueType, type Attributes, type Observable } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  AggregationTemporality,
  MetricReader,
  type MetricProducer,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { TelemetryError } from '@fluxora/telemetry-core';
import type { Collector, MeterState, ObservableInstrument } from './sdk-metrics-internals.ts';

/**
 * Reads the deltas of the official SDK's metrics synchronously.
 *
 * The SDK's own `collect()` is asynchronous for one reason only: observable callbacks may be. Everything after them (each
 * storage's `collect`) is synchronous, and is called here directly. So values, overflow and conflicts are the SDK's own,
 * at the price of reaching into it ({@link Collector}): the SDK is pinned exactly, `delta-reader.test.ts` compares every
 * instrument with the SDK's own `collect()`, and a changed shape throws with advice.
 */
export class DeltaReader extends MetricReader {
  readonly #now: () => number;
  readonly #pending = new Set<Promise<void>>();
  #collector: Collector | undefined;

  constructor(now: () => number) {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
    this.#now = now;
  }

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    const collector = producer as unknown as Collector;
    if (!(collector._sharedState?.meterSharedStates instanceof Map)) {
      throw new TelemetryError(
        'testing.sdk',
        'telemetry/testing: the metrics SDK has another shape than the one this kit was built for. ' +
          'Install @opentelemetry/sdk-metrics in exactly the version that @fluxora/telemetry-testing depends on.',
      );
    }
    this.#collector = collector;
  }

  /**
   * What was recorded since the last call. Observable callbacks run; those that return a promise count from the first
   * read after their promise has settled, see {@link settle}. A callback that throws yields nothing, as in the SDK.
   */
  collectNow(): ScopeMetrics[] {
    const collector = this.#collector;
    if (!collector) return [];
    const time = millisToHrTime(this.#now());
    return Array.from(collector._sharedState.meterSharedStates.values(), (meter) => {
      this.#observe(meter);
      const metrics = meter.metricStorageRegistry
        .getStorages(collector)
        .flatMap((storage) => storage.collect(collector, time) ?? []);
      return { scope: meter._instrumentationScope, metrics };
    }).filter(({ metrics }) => metrics.length > 0);
  }

  /** Runs the observable callbacks and waits for the asynchronous ones; the next {@link collectNow} shows their values. */
  async settle(): Promise<void> {
    for (const meter of this.#collector?._sharedState.meterSharedStates.values() ?? []) {
      this.#observe(meter);
    }
    await Promise.all(this.#pending);
  }

  protected override async onShutdown(): Promise<void> {}

  protected override async onForceFlush(): Promise<void> {}

  #observe({ observableRegistry }: MeterState): void {
    for (const { callback, instrument } of observableRegistry._callbacks.slice()) {
      const observed = new Observed(instrument);
      this.#run(
        () => callback({ observe: (value, attributes) => observed.add(value, attributes) }),
        () => observed.record(millisToHrTime(this.#now())),
      );
    }
    for (const { callback, instruments } of observableRegistry._batchCallbacks.slice()) {
      const observed = new Map<Observable, Observed>(
        Array.from(instruments, (instrument) => [instrument, new Observed(instrument)]),
      );
      const observe = (instrument: Observable, value: number, attributes?: Attributes): void =>
        observed.get(instrument)?.add(value, attributes);
      this.#run(
        () => callback({ observe }),
        () => {
          const time = millisToHrTime(this.#now());
          for (const each of observed.values()) each.record(time);
        },
      );
    }
  }

  #run(callback: () => void | Promise<void>, record: () => void): void {
    let result: void | Promise<void>;
    try {
      result = callback();
    } catch {
      return;
    }
    if (typeof result?.then !== 'function') return record();
    const settled = Promise.resolve(result).then(record, () => undefined);
    this.#pending.add(settled);
    void settled.finally(() => this.#pending.delete(settled));
  }
}

/** What one callback observed of one instrument, under the rules of the SDK's own result object. */
class Observed {
  readonly #instrument: ObservableInstrument;
  readonly #values: [Attributes, number][] = [];

  constructor(instrument: ObservableInstrument) {
    this.#instrument = instrument;
  }

  add(value: number, attributes: Attributes = {}): void {
    if (typeof value !== 'number') return;
    const isInt = this.#instrument._descriptor.valueType === ValueType.INT;
    const kept = isInt ? Math.trunc(value) : value;
    if (isInt && !Number.isInteger(kept)) return;
    this.#values.push([attributes, kept]);
  }

  record(time: [number, number]): void {
    if (this.#values.length === 0) return;
    const measurements = { entries: () => this.#values };
    for (const storage of this.#instrument._metricStorages) storage.record(measurements, time);
  }
}
