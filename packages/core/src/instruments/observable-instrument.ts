import type { MeterProvider, Observable, ObservableResult } from '@opentelemetry/api';
import type { InstrumentSetup } from './instrument-setup.ts';
import { unwatchProvider, watchProvider } from './rebind.ts';

type Observe = (value: number, attributes?: unknown) => void;
type Callback = (observe: Observe) => void | Promise<void>;
type ApiCallback = (result: ObservableResult) => void | Promise<void>;

/** Observable counters, up-down counters and gauges, behind the types of `instrument-types.ts`. */
export class ObservableInstrument {
  readonly #setup: InstrumentSetup;
  readonly #callbacks = new Set<ApiCallback>();
  #provider: MeterProvider | undefined;
  #observable: Observable | undefined;

  constructor(setup: InstrumentSetup) {
    this.#setup = setup;
  }

  observe(callback: Callback): () => void {
    const apiCallback = this.#guarded(callback);
    this.rebind();
    this.#callbacks.add(apiCallback);
    if (this.#setup.isLateBound) watchProvider(this);
    this.#attempt(() => this.#observable?.addCallback(apiCallback));
    return () => {
      this.#callbacks.delete(apiCallback);
      if (this.#callbacks.size === 0) unwatchProvider(this);
      this.#attempt(() => this.#observable?.removeCallback(apiCallback));
    };
  }

  isEnabled(): boolean {
    this.rebind();
    return this.#observable !== undefined;
  }

  /** Moves every callback to the provider of the moment. */
  rebind(): void {
    const provider = this.#setup.source();
    if (provider === this.#provider) return;
    this.#provider = provider;
    const former = this.#observable;
    const present = this.#setup.createFrom(provider) as Observable | undefined;
    this.#observable = present;
    for (const callback of this.#callbacks) {
      this.#attempt(() => former?.removeCallback(callback));
      this.#attempt(() => present?.addCallback(callback));
    }
  }

  /** One callback of the SDK per callback of the caller: one that hangs costs only its own values. */
  #guarded(callback: Callback): ApiCallback {
    const fail = (error: unknown) => this.#setup.reportCallbackFailure(error);
    return (result) => {
      try {
        const pending = callback(this.#observer(result));
        // Not instanceof Promise: it may come from another realm or a library.
        return typeof pending?.then === 'function'
          ? Promise.resolve(pending).catch(fail)
          : undefined;
      } catch (error) {
        return fail(error);
      }
    };
  }

  #observer(result: ObservableResult): Observe {
    const setup = this.#setup;
    // The SDK keeps one value per series, so what overflows has to be summed here.
    const isAdditive = setup.metric.kind !== 'observableGauge';
    let overflow = 0;
    return (value, attributes) => {
      if (!setup.accepts(value)) return;
      const series = setup.guard.resolve(attributes);
      if (series.dues !== undefined) setup.reporter.count(series.dues);
      const isSummed = series.isOverflow && isAdditive;
      if (isSummed) overflow += value;
      // Not by #attempt: a function for each value costs more than all the rest here.
      try {
        result.observe(isSummed ? overflow : value, series.attributes);
      } catch (error) {
        setup.reportSdkFailure(error);
      }
    };
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#setup.reportSdkFailure(error);
    }
  }
}
