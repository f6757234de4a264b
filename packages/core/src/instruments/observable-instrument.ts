import type { MeterProvider, Observable, ObservableResult } from '@opentelemetry/api';
import type { Catalog, MetricDeclaration } from '../catalog/catalog.ts';
import { quote } from '../catalog/quote.ts';
import type { Providers } from '../providers.ts';
import { AttributeGuard } from './attribute-guard.ts';
import { GuardReporter } from './guard-reporter.ts';
import { createApiInstrument, type MeterSource, meterSource } from './meter-source.ts';
import { unwatchProvider, watchProvider } from './rebind.ts';
import { leastValue, rejectValue } from './value-guard.ts';

type Observe = (value: number, attributes?: unknown) => void;
type Callback = (observe: Observe) => void | Promise<void>;
type ApiCallback = (result: ObservableResult) => void | Promise<void>;

/** Observable counters, up-down counters and gauges, behind the types of `instrument-types.ts`. */
export class ObservableInstrument {
  readonly #catalog: Catalog;
  readonly #metric: MetricDeclaration;
  readonly #source: MeterSource;
  readonly #reporter: GuardReporter;
  readonly #guard: AttributeGuard;
  readonly #leastValue: number;
  readonly #callbacks = new Set<ApiCallback>();
  #provider: MeterProvider | undefined;
  #observable: Observable | undefined;

  constructor(catalog: Catalog, metric: MetricDeclaration, providers: Providers) {
    this.#catalog = catalog;
    this.#metric = metric;
    this.#source = meterSource(providers);
    this.#reporter = new GuardReporter(metric.name, providers);
    this.#guard = new AttributeGuard(metric, catalog.attributes, this.#reporter);
    this.#leastValue = leastValue(metric.kind);
  }

  observe(callback: Callback): () => void {
    const apiCallback = this.#guarded(callback);
    this.rebind();
    this.#callbacks.add(apiCallback);
    watchProvider(this);
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
    const provider = this.#source();
    if (provider === this.#provider) return;
    this.#provider = provider;
    const former = this.#observable;
    this.#observable = undefined;
    for (const callback of this.#callbacks) this.#attempt(() => former?.removeCallback(callback));
    this.#attempt(() => {
      const meter = provider.getMeter(this.#catalog.name, this.#catalog.version);
      this.#observable = createApiInstrument(meter, this.#metric) as Observable | undefined;
    });
    if (this.#observable !== undefined) this.#guard.reset();
    for (const callback of this.#callbacks) {
      this.#attempt(() => this.#observable?.addCallback(callback));
    }
  }

  #guarded(callback: Callback): ApiCallback {
    const fail = (error: unknown) => this.#reportCallback(error);
    return (result) => {
      try {
        const pending: unknown = callback(this.#observer(result));
        return pending instanceof Promise ? pending.catch(fail) : undefined;
      } catch (error) {
        return fail(error);
      }
    };
  }

  #observer(result: ObservableResult): Observe {
    // The SDK keeps one value per series, so what overflows has to be summed here.
    const isAdditive = this.#metric.kind !== 'observableGauge';
    let overflow = 0;
    return (value, attributes) => {
      if (!(typeof value === 'number' && value >= this.#leastValue && value <= Number.MAX_VALUE)) {
        rejectValue(value, this.#metric.kind, this.#reporter);
        return;
      }
      const series = this.#guard.resolve(attributes);
      if (series.dues !== undefined) this.#reporter.count(series.dues);
      if (series.isOverflow && isAdditive) overflow += value;
      const total = series.isOverflow && isAdditive ? overflow : value;
      this.#attempt(() => result.observe(total, series.attributes));
    };
  }

  #reportCallback(error: unknown): void {
    this.#reporter.report('callback_failed', '', (instrument) => {
      return `a callback of ${instrument} failed with ${quoteError(error)}; its values are missing. Catch the error in the callback.`;
    });
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#reporter.report('sdk_failed', '', (instrument) => {
        return `the OpenTelemetry SDK threw ${quoteError(error)} for ${instrument}. Check which SDK is registered, and its version.`;
      });
    }
  }
}

function quoteError(error: unknown): string {
  return error instanceof Error ? quote(error.message) : quote(error);
}
