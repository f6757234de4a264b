import { createInstruments } from '../instruments/create-instruments.ts';
import type { Instruments, Observe } from '../instruments/instrument-types.ts';
import { drops } from '../drops/drop-ledger.ts';
import { notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { connectionPoolCatalog } from './catalog.ts';
import type { CheckedPool } from './check-pool.ts';
import type { ObservedPool } from './observe-pool.ts';
import type { PoolReading } from './pool-kind.ts';
import { PoolObservation } from './pool-observation.ts';

type PoolInstruments = Instruments<typeof connectionPoolCatalog>;
type PoolName = { 'db.client.connection.pool.name': string };

/** By instruments, which are the same for the same providers. */
const registries = new WeakMap<object, PoolRegistry>();

/** The pools that report to the same providers. */
export function poolRegistry(providers: Providers): PoolRegistry {
  const instruments = createInstruments(connectionPoolCatalog, providers);
  const registry = registries.get(instruments) ?? new PoolRegistry(instruments, providers);
  registries.set(instruments, registry);
  return registry;
}

class PoolRegistry {
  readonly #instruments: PoolInstruments;
  readonly #providers: Providers;
  readonly #byPool = new WeakMap<object, PoolObservation>();
  readonly #byName = new Map<string, PoolObservation>();
  #forgetAt = 64;
  #stopObserving: (() => void)[] = [];
  #readings: readonly (readonly [PoolName, PoolReading])[] | undefined;

  constructor(instruments: PoolInstruments, providers: Providers) {
    this.#instruments = instruments;
    this.#providers = providers;
  }

  observe(pool: CheckedPool): ObservedPool {
    const known = this.#byPool.get(pool.subject);
    if (known !== undefined && this.#byName.get(known.name) === known) {
      this.#say(
        `pools.twice.${known.name}`,
        `the pool "${known.name}" is observed already; the options of the second call are ignored. ` +
          'Call observePool() once for each pool, where it is made.',
      );
      return known;
    }
    const observation = this.#watch(pool, this.#freeName(pool));
    this.#byPool.set(pool.subject, observation);
    this.#byName.set(observation.name, observation);
    if (this.#stopObserving.length === 0) this.#startObserving();
    return observation;
  }

  #watch(pool: CheckedPool, name: string): PoolObservation {
    try {
      return new PoolObservation(pool, name, {
        instruments: this.#instruments,
        onStop: (stopped) => this.#forget(stopped),
      });
    } catch (cause) {
      throw new TelemetryError(
        'pool.invalid',
        `telemetry/pool: the pool "${name}" (${pool.kind.name}) cannot be observed: ${messageOf(cause)}. ` +
          'Pass the pool as its library made it, or read: (pool) => ({ used, idle, max, pending }).',
        { cause },
      );
    }
  }

  #freeName(pool: CheckedPool): string {
    this.#forgetGone();
    const wanted = pool.name ?? defaultName(pool);
    let name = wanted;
    // A pool that replaces one that was closed has its name.
    for (let number = 2; this.#isTaken(name); number += 1) name = `${wanted}#${number}`;
    if (name !== wanted) {
      this.#say(
        `pools.name.${name}`,
        `two pools are named "${wanted}"; the later one is reported as "${name}". ` +
          'Give each a name: observePool(pool, { name }).',
      );
    }
    return name;
  }

  #isTaken(name: string): boolean {
    const owner = this.#byName.get(name);
    if (owner !== undefined) this.#read(owner);
    return this.#byName.has(name);
  }

  /** Pools that come and go must not pile up where nothing is collected. */
  #forgetGone(): void {
    if (this.#byName.size < this.#forgetAt) return;
    this.#readAll();
    this.#forgetAt = Math.max(64, 2 * this.#byName.size);
  }

  #forget(observation: PoolObservation): void {
    if (this.#byName.get(observation.name) === observation) this.#byName.delete(observation.name);
    this.#readings = undefined;
    if (this.#byName.size > 0) return;
    for (const stop of this.#stopObserving.splice(0)) stop();
  }

  #startObserving(): void {
    const { count, limit, idleMax, idleMin, pendingRequests } = this.#instruments;
    const report =
      (member: keyof PoolReading) =>
      (observe: Observe<PoolName>): void => {
        for (const [name, { [member]: value }] of this.#current()) {
          if (value !== undefined) observe(value, name);
        }
      };
    this.#stopObserving = [
      count.observe((observe) => {
        this.#readings = undefined;
        for (const [name, { used, idle }] of this.#current()) {
          if (used !== undefined) observe(used, { ...name, 'db.client.connection.state': 'used' });
          if (idle !== undefined) observe(idle, { ...name, 'db.client.connection.state': 'idle' });
        }
      }),
      limit.observe(report('max')),
      idleMax.observe(report('idleMax')),
      idleMin.observe(report('idleMin')),
      pendingRequests.observe(report('pending')),
    ];
  }

  /** One reading for all instruments of a collection, so that its numbers belong together; `count` is the first of them. */
  #current(): readonly (readonly [PoolName, PoolReading])[] {
    if (this.#readings === undefined) {
      this.#readings = this.#readAll();
      queueMicrotask(() => (this.#readings = undefined));
    }
    return this.#readings;
  }

  #readAll(): (readonly [PoolName, PoolReading])[] {
    return [...this.#byName.values()].flatMap((observation) => this.#read(observation));
  }

  /** Nothing, and it is forgotten, when there is nothing to read any more. */
  #read(observation: PoolObservation): (readonly [PoolName, PoolReading])[] {
    try {
      const reading = observation.read();
      if (reading !== undefined) {
        return [[{ 'db.client.connection.pool.name': observation.name }, reading]];
      }
      observation.stop();
    } catch (error) {
      this.#reportUnreadable(observation, error);
    }
    return [];
  }

  #reportUnreadable({ name, kind }: PoolObservation, error: unknown): void {
    (this.#providers.drops ?? drops).record('metrics', 'callback_failed');
    this.#say(
      `pools.unreadable.${name}`,
      `the pool "${name}" (${kind}) could not be read: ${messageOf(error)}; its numbers are missing. ` +
        (kind === 'custom'
          ? 'Have read return { used, idle, max, pending } with numbers ≥ 0, at once.'
          : 'Check the version of the library, or pass read.'),
    );
  }

  #say(key: string, message: string): void {
    (this.#providers.notices ?? notices).once(key, `telemetry/pool: ${message}`);
  }
}

function defaultName({ kind, subject }: CheckedPool): string {
  try {
    return kind.nameOf(subject).slice(0, 200);
  } catch {
    return kind.name;
  }
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an unreadable error';
  }
}
