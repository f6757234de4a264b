import { diag } from '@opentelemetry/api';

const MAX_KEYS = 1_000;

/**
 * Says what the operator should know, once per key. Repeats go to the OpenTelemetry `diag` logger at debug level.
 * Never throws: a writer that throws is ignored. At most 1000 keys are remembered; further ones go to debug.
 */
export class Notices {
  readonly #lastSaid = new Map<string, number>();
  readonly #write: ((message: string) => void) | undefined;

  /** @param write - Receives each message that is to be said. @defaultValue the process-wide writer, see {@link setNoticeWriter} */
  constructor(write?: (message: string) => void) {
    this.#write = write;
  }

  /** Says `message` the first time that `key` is used. Returns whether it was said. */
  once(key: string, message: string | (() => string)): boolean {
    return this.limited(key, Number.POSITIVE_INFINITY, message);
  }

  /** Says `message` unless `key` was said less than `intervalMs` milliseconds ago. Returns whether it was said. */
  limited(key: string, intervalMs: number, message: string | (() => string)): boolean {
    const last = this.#lastSaid.get(key);
    const now = performance.now();
    const isDue = last === undefined ? this.#lastSaid.size < MAX_KEYS : now - last >= intervalMs;
    try {
      const text = typeof message === 'string' ? message : message();
      if (isDue) {
        this.#lastSaid.set(key, now);
        (this.#write ?? processWriter)(text);
      } else {
        diag.debug(text);
      }
    } catch {
      // Speaking is a courtesy: it must not cost the host anything.
    }
    return isDue;
  }
}

let processWriter = (message: string): void => {
  process.stderr.write(`${message}\n`);
};

/** Sends the process-wide notices elsewhere, for example to the service's logger. Default: one line on stderr each. */
export function setNoticeWriter(write: (message: string) => void): void {
  processWriter = write;
}

/** The process-wide notices, used wherever `providers.notices` is absent. */
export const notices = new Notices();
