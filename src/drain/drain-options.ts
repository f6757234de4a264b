import type { Server } from 'node:net';
import type { FlushReport } from '../pipeline/pipeline.ts';

/** What a callback of {@link DrainOptions} learns. */
export interface DrainContext {
  /** `SIGTERM`, `SIGINT`…, or what `drain()` was given. */
  readonly reason: string;
  /** Aborted when the time is over. Pass it on: nobody waits for the callback any longer. */
  readonly signal: AbortSignal;
  /** What is left of the time. Milliseconds, ≥ 0. */
  readonly remainingMs: () => number;
}

/** Its promise is waited for, within the time. What it throws is recorded and goes no further. */
export type DrainCallback = (context: DrainContext) => unknown;

/** One, several, or several by name. Without a name it is that of the function. */
export type DrainCallbacks =
  DrainCallback | readonly DrainCallback[] | Readonly<Record<string, DrainCallback>>;

/** Options of `drainOnSignal`. Every one has a default. */
export interface DrainOptions {
  /**
   * HTTP(S), HTTP/2 and TCP servers: they take no more connections, answer what they have begun, and close. Leave out the
   * server of the health endpoints: it answers until the end. @defaultValue []
   */
  readonly servers?: Server | readonly Server[];
  /** Ends other work: job workers, consumers, WebSockets. Called while the servers close, all at the same time. */
  readonly stop?: DrainCallbacks;
  /** Frees what that work needed: pools, files, locks. Called after it, one after another. */
  readonly release?: DrainCallbacks;
  /**
   * How long the servers go on as ever although readiness fails, so that load balancers notice in time. Milliseconds, ≥ 0.
   * @defaultValue a fifth of `timeoutMs`, at most 5_000; 0 without servers, and where stdout is a terminal
   */
  readonly waitMs?: number;
  /**
   * From the signal to the end of the process, the wait and the last export included. Less than what the orchestrator gives
   * before it kills: Kubernetes 30 s, `docker stop` 10 s. Milliseconds, ≥ 1. @defaultValue 25_000
   */
  readonly timeoutMs?: number;
  /** Signals to drain on. @defaultValue ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly NodeJS.Signals[];
  /**
   * How the process ends. `'signal'`: of the signal, as it would have without us; where that cannot be (process 1, somebody
   * else listens), with the exit code 128 + its number, which is what shells make of it: 143 for SIGTERM. A number: with that
   * exit code. `false`: not at all, that is your business. @defaultValue 'signal'
   */
  readonly exit?: 'signal' | number | false;
}

/** How one step of a drain ended. */
export interface DrainStep {
  /** `wait`, `server on port 3000`, the name of a callback. */
  readonly name: string;
  /** `cut_off`: the time was over before. */
  readonly outcome: 'done' | 'failed' | 'cut_off';
  readonly durationMs: number;
  /** What the callback threw. */
  readonly error?: unknown;
  /** Connections of a server that had to be closed. */
  readonly openConnections?: number;
}

/** What a drain did. */
export interface DrainReport {
  readonly reason: string;
  /** Without the last export. Milliseconds. */
  readonly durationMs: number;
  /** In the order in which they ended. */
  readonly steps: readonly DrainStep[];
  /** What became of the telemetry; what `telemetry.shutdown()` resolves with. */
  readonly telemetry: FlushReport;
}

/** What `drainOnSignal` returns. */
export interface Drain {
  /**
   * Drains now, without any signal, and does not end the process: for tests, worker threads, and platforms that tell by other
   * means. Never rejects. A second call, and a signal meanwhile, join the first.
   *
   * @param reason - For the report and the records. @defaultValue 'manual'
   */
  drain(reason?: string): Promise<DrainReport>;
  /** Listens to nothing any more. A drain that is under way goes on, but does not end the process. */
  remove(): void;
}
