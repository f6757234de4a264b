import { isObject } from './duck.ts';
import type { PoolRecorder } from './pool-kind.ts';

/** Which connections are lent since when. Knows them weakly. */
export class Loans {
  readonly #recorder: PoolRecorder;
  readonly #since = new WeakMap<object, number>();
  #count = 0;

  constructor(recorder: PoolRecorder) {
    this.#recorder = recorder;
  }

  /** Connections that were lent while we looked and have not come back. */
  get count(): number {
    return this.#count;
  }

  /** Lent again without having come back: some pools hand it straight to the next request, so the former use ends here. */
  begin(connection: unknown): void {
    if (!isObject(connection)) return;
    this.end(connection);
    this.#since.set(connection, performance.now());
    this.#count += 1;
  }

  /** @returns Whether we knew that it was lent. */
  end(connection: unknown): boolean {
    const since = isObject(connection) ? this.#since.get(connection) : undefined;
    if (since === undefined) return false;
    this.#since.delete(connection as object);
    this.#count -= 1;
    this.#recorder.used((performance.now() - since) / 1_000);
    return true;
  }
}
