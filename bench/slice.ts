import type { Child } from './child-group.ts';
import type { BenchOptions, Route } from './options.ts';
import type { MeasuredLoad } from './processes/load.ts';
import type { Variant } from './variants.ts';

/** Counters of a server process; see `processes/server.cjs`. */
export interface ServerSample {
  readonly cpuUs: number;
  readonly mainThreadCpuUs: number;
  readonly rssBytes: number;
  readonly delayP99Ms: number;
}

/** A variant, running. */
export interface Subject {
  readonly variant: Variant;
  readonly server: Child<ServerSample & { readonly port: number }>;
  /** All requests it was sent so far, warm-up included: the telemetry at the sink must match. */
  requests: number;
}

/** One measured slice. */
export interface Slice {
  readonly variant: string;
  readonly requestsPerSecond: number;
  /** All threads of the server, microseconds per request. */
  readonly cpuUsPerRequest: number;
  readonly mainThreadUsPerRequest: number;
  readonly delayP99Ms: number;
  readonly rssBytes: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly generatorUse: number;
  /** Share of a core the server used: below about 0.9 something else was the bottleneck. */
  readonly serverUse: number;
}

/** Sends one server a slice of load and takes its counters before and after. */
export async function runSlice(
  subject: Subject,
  load: Child<unknown>,
  route: Route,
  durationMs: number,
  options: BenchOptions,
): Promise<Slice> {
  const { server, variant } = subject;
  const before = await server.ask<ServerSample>({ command: 'sample' });
  const began = performance.now();
  const result = await load.ask<MeasuredLoad>(
    {
      command: options.generator,
      url: `http://127.0.0.1:${server.ready.port}/${route}/berlin`,
      durationMs,
      connections: options.connections,
      rate: options.openLoopRate,
      seed: options.seed,
    },
    durationMs + 15_000,
  );
  const after = await server.ask<ServerSample>({ command: 'sample' });
  const elapsedMs = performance.now() - began;
  subject.requests += result.sent;
  if (result.failed > 0 || result.completed === 0) {
    throw new Error(
      `bench/${variant.id}: ${result.failed} of ${result.sent} requests failed on /${route}.`,
    );
  }
  const cpuUs = after.cpuUs - before.cpuUs;
  return {
    variant: variant.id,
    requestsPerSecond: (result.completed / result.elapsedMs) * 1_000,
    cpuUsPerRequest: cpuUs / result.sent,
    mainThreadUsPerRequest: (after.mainThreadCpuUs - before.mainThreadCpuUs) / result.sent,
    delayP99Ms: after.delayP99Ms,
    rssBytes: after.rssBytes,
    latencyMs: result.latencyMs,
    generatorUse: result.generatorUse,
    serverUse: cpuUs / 1_000 / elapsedMs,
  };
}
