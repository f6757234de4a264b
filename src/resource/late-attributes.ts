import type { ResourceDetector } from '@opentelemetry/resources';

/** Long enough for a metadata service beside the machine, short enough to hold up the first export without harm. */
const LONGEST_WAIT_MS = 2_000;

/** Lets attributes come later, but not for ever: what is not there in time stays away. */
export class LateAttributes {
  readonly #over: Promise<undefined>;
  readonly settle: () => void;

  constructor(waitMs = LONGEST_WAIT_MS) {
    let end!: () => void;
    this.#over = new Promise((resolve) => {
      end = () => resolve(undefined);
    });
    const timer = setTimeout(end, waitMs);
    timer.unref();
    this.settle = () => {
      clearTimeout(timer);
      end();
    };
  }

  /** The same detector; it never throws, and its promises are settled in time. */
  limit(detector: ResourceDetector): ResourceDetector {
    return {
      detect: (config) => {
        try {
          const { attributes = {}, ...rest } = detector.detect(config);
          const limited = Object.entries(attributes).map(([key, value]) => [
            key,
            value instanceof Promise ? Promise.race([value, this.#over]) : value,
          ]);
          return { ...rest, attributes: Object.fromEntries(limited) };
        } catch {
          return { attributes: {} };
        }
      },
    };
  }
}
