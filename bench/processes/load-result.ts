/** What the load generator is asked to do during one slice. */
export interface LoadOrder {
  readonly url: string;
  readonly durationMs: number;
  readonly connections: number;
  /** Requests per second; absent = closed loop. */
  readonly rate?: number;
  /** Seed of the arrival times in open loop. */
  readonly seed?: number;
}

/** What it did. */
export interface LoadResult {
  /** Answered with 200 inside the slice. */
  readonly completed: number;
  /** Everything sent: what the server counted, answered after the slice's end included. */
  readonly sent: number;
  /** Connections lost and other statuses than 200. */
  readonly failed: number;
  readonly elapsedMs: number;
  /** Milliseconds; in open loop from the scheduled arrival, in closed loop only a restatement of throughput. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
}
