interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
  readonly what: string;
}

/** Promises that resolve as soon as their condition holds. Conditions are asked again on {@link Waiters.check}. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();
  readonly #summary: () => string;

  /** @param summary - Says in an error what there is instead. */
  constructor(summary: () => string) {
    this.#summary = summary;
  }

  async wait(holds: () => boolean, timeoutMs: number, what: string): Promise<void> {
    if (holds()) return;
    let waiter: Waiter | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        waiter = { holds, resolve, reject, what };
        this.#waiting.add(waiter);
        timer = setTimeout(
          () => reject(this.#error(what, `did not come within ${timeoutMs} ms`)),
          timeoutMs,
        );
      });
    } finally {
      clearTimeout(timer);
      if (waiter) this.#waiting.delete(waiter);
    }
  }

  check(): void {
    for (const waiter of this.#waiting) {
      try {
        if (waiter.holds()) waiter.resolve();
      } catch (error) {
        waiter.reject(error as Error);
      }
    }
  }

  rejectAll(reason: string): void {
    for (const waiter of this.#waiting) waiter.reject(this.#error(waiter.what, reason));
  }

  #error(what: string, reason: string): Error {
    return new Error(
      `telemetry/testing: waiting for ${what}: ${reason}. There was: ${this.#summary()}.`,
    );
  }
}
