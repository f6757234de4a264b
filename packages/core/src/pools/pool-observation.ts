import type { Instruments } from '../instruments/instrument-types.ts';
import type { connectionPoolCatalog } from './catalog.ts';
import type { CheckedPool } from './check-pool.ts';
import type { ObservedPool } from './observe-pool.ts';
import type { PoolKindName } from './pool-kinds.ts';
import type { PoolReading, PoolRecorder, PoolWatch } from './pool-kind.ts';

interface Surroundings {
  readonly instruments: Instruments<typeof connectionPoolCatalog>;
  readonly onStop: (observation: PoolObservation) => void;
}

/** One pool, from `observePool()` until it is stopped, closed or collected. */
export class PoolObservation implements ObservedPool {
  readonly name: string;
  readonly kind: PoolKindName;
  readonly #pool: WeakRef<object>;
  readonly #watch: PoolWatch;
  readonly #max: number | undefined;
  readonly #onStop: Surroundings['onStop'];
  readonly #instruments: Surroundings['instruments'];
  #isAnnounced = false;
  #isStopped = false;

  constructor(pool: CheckedPool, name: string, { instruments, onStop }: Surroundings) {
    this.name = name;
    this.kind = pool.kind.name;
    this.#pool = new WeakRef(pool.subject);
    this.#max = pool.max;
    this.#onStop = onStop;
    this.#instruments = instruments;
    this.#watch = pool.kind.watch(pool.subject, recorderOf(name, instruments), pool.wrap);
  }

  /** `undefined` when there is nothing to read any more. May throw. */
  read(): PoolReading | undefined {
    const pool = this.#pool.deref();
    const reading = pool && this.#watch.read(pool);
    if (reading !== undefined) this.#announce();
    return reading && this.#max !== undefined ? { ...reading, max: this.#max } : reading;
  }

  /** Not when it is made: there may be no SDK yet. */
  #announce(): void {
    const { timeouts } = this.#instruments;
    if (this.#isAnnounced || !this.#watch.countsTimeouts || !timeouts.isEnabled()) return;
    this.#isAnnounced = true;
    timeouts.announce({ 'db.client.connection.pool.name': this.name });
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#watch.stop();
    this.#onStop(this);
  }
}

/** Instruments themselves never throw. */
function recorderOf(name: string, instruments: Surroundings['instruments']): PoolRecorder {
  const pool = { 'db.client.connection.pool.name': name };
  const [wait, use, create] = [
    instruments.waitTime.bind(pool),
    instruments.useTime.bind(pool),
    instruments.createTime.bind(pool),
  ];
  return {
    waited: (seconds) => wait.record(seconds),
    used: (seconds) => use.record(seconds),
    created: (seconds) => create.record(seconds),
    timedOut: () => instruments.timeouts.add(1, pool),
  };
}
