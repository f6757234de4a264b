import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';

/**
 * The context in which BullMQ runs a processor. BullMQ wants it before it tells which job it is for, so it takes on its content
 * later: until then it is the root, never what the worker's loop was started in.
 */
export class ProcessContext implements Context {
  /** What was stored with the job: see `metadata.ts`. */
  readonly metadata: string | undefined;
  #target: Context = ROOT_CONTEXT;

  constructor(metadata: string | undefined) {
    this.metadata = metadata;
  }

  become(target: Context): void {
    this.#target = target;
  }

  getValue(key: symbol): unknown {
    return this.#target.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#target.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#target.deleteValue(key);
  }
}
