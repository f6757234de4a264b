import type { ResourceDetector } from '@opentelemetry/resources';

/** Long enough for a metadata service beside the machine, short enough to hold up the first export without harm. */
const LONGEST_WAIT_MS = 2_000;
/** Enough to read a file, when something is to be sent now. */
const SHORT_WAIT_MS = 200;

/** Lets attributes come later, but not for ever: what is not there in time stays away. */
export class LateAttributes {
  readonly #over: Promise<undefined>;
  #end: () => void = () => undefined;
  #timer: NodeJS.Timeout;
  #isHurried = false;

  constructor() {
    this.#over = new Promise((resolve) => {
      this.#end = () => resolve(undefined);
    });
    this.#timer = setTimeout(this.#end, LONGEST_WAIT_MS);
    this.#timer.unref();
  }

  /** Somebody waits: the rest of the time becomes short. */
  readonly hurry = (): void => {
    if (this.#isHurried) return;
    this.#isHurried = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#end, SHORT_WAIT_MS);
    this.#timer.unref();
  };

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
