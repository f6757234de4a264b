import type { Context } from '@opentelemetry/api';
import type { BoundRecorder, Recorder } from './recorder.ts';

/** Counters and up-down counters, behind the types of `instrument-types.ts`. */
export class CounterInstrument {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  add(value: number, attributes?: unknown, context?: Context): void {
    this.#recorder.measure(value, attributes, context);
  }

  announce(attributes?: unknown): void {
    this.#recorder.measure(0, attributes, undefined);
  }

  bind(attributes?: unknown): BoundRecorder {
    return this.#recorder.bind(attributes);
  }

  isEnabled(): boolean {
    return this.#recorder.isEnabled();
  }
}

/** Histograms and gauges, behind the types of `instrument-types.ts`. */
export class RecordInstrument {
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  record(value: number, attributes?: unknown, context?: Context): void {
    this.#recorder.measure(value, attributes, context);
  }

  bind(attributes?: unknown): BoundRecorder {
    return this.#recorder.bind(attributes);
  }

  isEnabled(): boolean {
    return this.#recorder.isEnabled();
  }
}
