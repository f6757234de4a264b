/** What a pool looks like at one moment. What it does not tell is absent, not 0. */
export interface PoolReading {
  /** Connections that somebody holds. */
  readonly used?: number | undefined;
  /** Open connections that nobody holds. */
  readonly idle?: number | undefined;
  /** Requests that have no connection yet. */
  readonly pending?: number | undefined;
  /** The most open connections there may be. */
  readonly max?: number | undefined;
  /** The most idle connections there may be. */
  readonly idleMax?: number | undefined;
  /** The fewest idle connections that the pool keeps. */
  readonly idleMin?: number | undefined;
}

/** Takes what happens in one pool. Never throws. */
export interface PoolRecorder {
  /** A request got its connection. Seconds. */
  waited(seconds: number): void;
  /** A connection came back. Seconds. */
  used(seconds: number): void;
  /** A connection was opened. Seconds. */
  created(seconds: number): void;
  /** A request got no connection in time. */
  timedOut(): void;
}

/** One pool under observation, as its kind sees it. Holds the pool only weakly, or not at all. */
export interface PoolWatch {
  /** Whether it ever calls `timedOut`: then the counter begins at 0, else there is none. */
  readonly countsTimeouts: boolean;
  /** `undefined` once the pool is closed for good. May throw: the caller looks after it. */
  read(pool: object): PoolReading | undefined;
  /** Takes off everything that was put on. */
  stop(): void;
}

/** One library's pools. */
export interface PoolKind<Name extends string = string> {
  readonly name: Name;
  /** The object that is the pool itself when `value` is a pool of this kind, perhaps behind a façade; else undefined. */
  find(value: object): object | undefined;
  /** `host:port/database`, without credentials. May throw. */
  nameOf(pool: object): string;
  /** @param wrap - Whether methods of this one pool may be shadowed to time requests. */
  watch(pool: object, recorder: PoolRecorder, wrap: boolean): PoolWatch;
}
