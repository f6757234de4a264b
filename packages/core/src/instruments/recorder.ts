import type { Context, Histogram, MeterProvider, UpDownCounter } from '@opentelemetry/api';
import type { ApiInstrument } from './api-instrument.ts';
import type { CheckedValues, Series } from './attribute-guard.ts';
import type { InstrumentSetup } from './instrument-setup.ts';
import { rebindInstruments } from './rebind.ts';

type Write = (value: number, series: Series, context: Context | undefined) => void;

/**
 * The way of a measurement from the caller to the SDK: is there an SDK, is the value a number, which series is it. Shared by
 * all instruments that are recorded. Never throws.
 */
export class Recorder {
  readonly #setup: InstrumentSetup;
  #provider: MeterProvider | undefined;
  #write: Write | undefined;
  #generation = 0;

  constructor(setup: InstrumentSetup) {
    this.#setup = setup;
  }

  isEnabled(): boolean {
    return this.#current() !== undefined;
  }

  measure(value: number, attributes: unknown, context: Context | undefined): void {
    const write = this.#current();
    if (write === undefined || !this.#setup.accepts(value)) return;
    this.#send(write, value, this.#setup.guard.resolve(attributes), context);
  }

  bind(attributes: unknown): BoundRecorder {
    return new BoundRecorder(this, this.#setup.guard.check(attributes));
  }

  /** For {@link BoundRecorder}: its series is looked up anew when the provider has changed. */
  measureBound(value: number, bound: BoundSeries, context: Context | undefined): void {
    const write = this.#current();
    if (write === undefined || !this.#setup.accepts(value)) return;
    if (bound.series === undefined || bound.generation !== this.#generation) {
      bound.series = this.#setup.guard.admit(bound.values);
      bound.generation = this.#generation;
    }
    this.#send(write, value, bound.series, context);
  }

  #current(): Write | undefined {
    const provider = this.#setup.source();
    if (provider !== this.#provider) this.#rebind(provider);
    return this.#write;
  }

  #rebind(provider: MeterProvider): void {
    this.#provider = provider;
    this.#write = writerOf(this.#setup.createFrom(provider));
    this.#generation += 1;
    if (this.#setup.isLateBound) rebindInstruments();
  }

  #send(write: Write, value: number, series: Series, context: Context | undefined): void {
    if (series.dues !== undefined) this.#setup.reporter.count(series.dues);
    try {
      write(value, series, context);
    } catch (error) {
      this.#setup.reportSdkFailure(error);
    }
  }
}

/** What a bound handle remembers. */
interface BoundSeries {
  readonly values: CheckedValues;
  series: Series | undefined;
  generation: number;
}

/** An instrument with its attributes already checked, behind the types `BoundCounter` and `BoundValue`. */
export class BoundRecorder implements BoundSeries {
  readonly values: CheckedValues;
  series: Series | undefined = undefined;
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
    const adder: UpDownCounter = instrument;
    return (value, series, context) => adder.add(value, series.attributes, context);
  }
  const recorder = instrument as Histogram;
  return (value, series, context) => recorder.record(value, series.attributes, context);
}
