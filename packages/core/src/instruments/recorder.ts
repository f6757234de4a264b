import type { Context, MeterProvider, UpDownCounter, Histogram } from '@opentelemetry/api';
import { AttributeGuard, type CheckedValues, type Series } from './attribute-guard.ts';
import type { Catalog, MetricDeclaration } from '../catalog/catalog.ts';
import { quote } from '../catalog/quote.ts';
import type { Providers } from '../providers.ts';
import { GuardReporter } from './guard-reporter.ts';
import {
  type ApiInstrument,
  createApiInstrument,
  type MeterSource,
  meterSource,
} from './meter-source.ts';
import { rebindInstruments } from './rebind.ts';
import { leastValue, rejectValue } from './value-guard.ts';

type Write = (value: number, series: Series, context: Context | undefined) => void;

/**
 * The way of a measurement from the caller to the SDK: is there an SDK, is the value a number, which series is it. Shared by
 * all instruments that are recorded. Never throws.
 */
export class Recorder {
  readonly #catalog: Catalog;
  readonly #metric: MetricDeclaration;
  readonly #source: MeterSource;
  readonly #reporter: GuardReporter;
  readonly #guard: AttributeGuard;
  readonly #leastValue: number;
  #provider: MeterProvider | undefined;
  #write: Write | undefined;
  #generation = 0;

  constructor(catalog: Catalog, metric: MetricDeclaration, providers: Providers) {
    this.#catalog = catalog;
    this.#metric = metric;
    this.#source = meterSource(providers);
    this.#reporter = new GuardReporter(metric.name, providers);
    this.#guard = new AttributeGuard(metric, catalog.attributes, this.#reporter);
    this.#leastValue = leastValue(metric.kind);
  }

  isEnabled(): boolean {
    return this.#current() !== undefined;
  }

  measure(value: number, attributes: unknown, context: Context | undefined): void {
    const write = this.#current();
    if (write === undefined || !this.#accepts(value)) return;
    this.#send(write, value, this.#guard.resolve(attributes), context);
  }

  bind(attributes: unknown): BoundRecorder {
    return new BoundRecorder(this, this.#guard.check(attributes));
  }

  /** For {@link BoundRecorder}: its series, renewed when the provider changed since `generation`. */
  measureBound(value: number, bound: BoundSeries, context: Context | undefined): void {
    const write = this.#current();
    if (write === undefined || !this.#accepts(value)) return;
    if (bound.series === undefined || bound.generation !== this.#generation) {
      bound.series = this.#guard.admit(bound.values);
      bound.generation = this.#generation;
    }
    this.#send(write, value, bound.series, context);
  }

  #current(): Write | undefined {
    const provider = this.#source();
    if (provider !== this.#provider) this.#rebind(provider);
    return this.#write;
  }

  #rebind(provider: MeterProvider): void {
    this.#provider = provider;
    try {
      const meter = provider.getMeter(this.#catalog.name, this.#catalog.version);
      this.#write = writerOf(createApiInstrument(meter, this.#metric));
    } catch (error) {
      this.#write = undefined;
      this.#reportFailure(error);
    }
    if (this.#write !== undefined) {
      this.#generation += 1;
      this.#guard.reset();
    }
    rebindInstruments();
  }

  #accepts(value: number): boolean {
    // One comparison each way also refuses NaN, both infinities and everything that is not a number.
    if (typeof value === 'number' && value >= this.#leastValue && value <= Number.MAX_VALUE) {
      return true;
    }
    rejectValue(value, this.#metric.kind, this.#reporter);
    return false;
  }

  #send(write: Write, value: number, series: Series, context: Context | undefined): void {
    if (series.dues !== undefined) this.#reporter.count(series.dues);
    try {
      write(value, series, context);
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  #reportFailure(error: unknown): void {
    this.#reporter.report('sdk_failed', '', (instrument) => {
      return `the OpenTelemetry SDK threw ${quoteError(error)} for ${instrument}. Check which SDK is registered, and its version.`;
    });
  }
}

/** What a bound handle remembers. */
interface BoundSeries {
  readonly values: CheckedValues;
  series: Series | undefined;
  generation: number;
}

/** An instrument's recorder with its attributes already checked. */
export class BoundRecorder implements BoundSeries {
  readonly values: CheckedValues;
  series: Series | undefined;
  generation = 0;
  readonly #recorder: Recorder;

  constructor(recorder: Recorder, values: CheckedValues) {
    this.#recorder = recorder;
    this.values = values;
  }

  add(value: number, context?: Context): void {
    this.#recorder.measureBound(value, this, context);
  }

  record(value: number, context?: Context): void {
    this.#recorder.measureBound(value, this, context);
  }
}

interface ApiHandle {
  add(value: number, context?: Context): void;
  record(value: number, context?: Context): void;
}

/** Uses the SDK's own bound instruments where it has them: it then need not look the series up again. */
function writerOf(instrument: ApiInstrument | undefined): Write | undefined {
  if (instrument === undefined) return undefined;
  if ('bind' in instrument && typeof instrument.bind === 'function') {
    const bindable = instrument as { bind(attributes: Series['attributes']): ApiHandle };
    const handleOf = (series: Series) =>
      (series.handle ??= bindable.bind(series.attributes)) as ApiHandle;
    return 'add' in instrument
      ? (value, series, context) => handleOf(series).add(value, context)
      : (value, series, context) => handleOf(series).record(value, context);
  }
  if ('add' in instrument) {
    const adder = instrument as UpDownCounter;
    return (value, series, context) => adder.add(value, series.attributes, context);
  }
  const recorder = instrument as Histogram;
  return (value, series, context) => recorder.record(value, series.attributes, context);
}

function quoteError(error: unknown): string {
  return error instanceof Error ? quote(error.message) : quote(error);
}
