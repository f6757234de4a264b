import type { BenchOptions, Route } from './options.ts';
import type { Cycle, ProcessRecord, Round } from './round.ts';
import type { Slice } from './slice.ts';
import { mean, median, toSpread, type Spread } from './statistics.ts';
import type { Variant } from './variants.ts';

/** One variant on one route. Ratios and differences are against the mean of the two bare processes of the cycle. */
export interface RouteSummary {
  readonly variant: string;
  readonly route: Route;
  /** Requests per second, as a ratio: 1 = as fast as bare. */
  readonly throughput: Spread;
  /** The median of each fresh process: how far one process can be from another. */
  readonly throughputByRound: readonly number[];
  /** CPU of all threads per request, as a ratio: 1 = as cheap as bare. */
  readonly cpu: Spread;
  /** CPU the main thread spends per request beyond bare, microseconds. */
  readonly extraMainThreadUs: Spread;
  readonly loopDelayP99Ms: Spread;
  readonly extraRssMb: Spread;
  /** Latency beyond bare, milliseconds; only meaningful in open loop. */
  readonly extraP50Ms: Spread;
  readonly extraP99Ms: Spread;
}

/** What one variant's processes cost to start, and what arrived from them. */
export interface ProcessSummary {
  readonly variant: string;
  readonly startMs: Spread;
  readonly extraStartMs: Spread;
  readonly startCpuMs: Spread;
  readonly spansPerRequest: number;
  readonly metricExports: number;
  readonly logRecords: number;
  readonly bytesPerRequest: number;
  readonly malformed: number;
  /** The most frequent span and metric names, so that a reader sees whether the route arrived. */
  readonly spanNames: readonly string[];
  readonly metricNames: readonly string[];
}

export interface Summary {
  readonly routes: readonly RouteSummary[];
  readonly processes: readonly ProcessSummary[];
  /** Share of bare slices in which the generator used over 90 % of its core: then bare was held back. */
  readonly generatorBoundShare: number;
}

/** Turns slices into ratios, each within its own cycle. */
export function summarize(
  rounds: readonly Round[],
  chosen: readonly Variant[],
  options: BenchOptions,
): Summary {
  const isBare = (id: string) => chosen.some((one) => one.id === id && one.role === 'bare');
  const bareSlices = rounds.flatMap(({ cycles }) =>
    cycles.flatMap(({ slices }) => slices.filter((slice) => isBare(slice.variant))),
  );
  return {
    routes: options.routes.flatMap((route) =>
      chosen.map(({ id }) => summarizeRoute(id, route, rounds, isBare)),
    ),
    processes: chosen.map(({ id }) => summarizeProcesses(id, rounds, isBare)),
    generatorBoundShare: mean(bareSlices.map(({ generatorUse }) => (generatorUse > 0.9 ? 1 : 0))),
  };
}

function summarizeRoute(
  variant: string,
  route: Route,
  rounds: readonly Round[],
  isBare: (id: string) => boolean,
): RouteSummary {
  const byRound = rounds.map(({ cycles }) => cycles.filter((cycle) => cycle.route === route));
  const compare = (
    cycles: readonly Cycle[],
    how: (own: number, bare: number) => number,
    of: Figure,
  ) =>
    cycles.flatMap(({ slices }) => {
      const bare = mean(slices.filter((slice) => isBare(slice.variant)).map(of));
      return slices.filter((slice) => slice.variant === variant).map((own) => how(of(own), bare));
    });
  const all = byRound.flat();
  const spread = (how: (own: number, bare: number) => number, of: Figure) =>
    toSpread(compare(all, how, of));
  return {
    variant,
    route,
    throughput: spread(ratio, (slice) => slice.requestsPerSecond),
    throughputByRound: byRound.map((cycles) =>
      median(compare(cycles, ratio, (slice) => slice.requestsPerSecond)),
    ),
    cpu: spread(ratio, (slice) => slice.cpuUsPerRequest),
    extraMainThreadUs: spread(difference, (slice) => slice.mainThreadUsPerRequest),
    loopDelayP99Ms: spread(own, (slice) => slice.delayP99Ms),
    extraRssMb: spread(difference, (slice) => slice.rssBytes / 2 ** 20),
    extraP50Ms: spread(difference, (slice) => slice.latencyMs.p50),
    extraP99Ms: spread(difference, (slice) => slice.latencyMs.p99),
  };
}

type Figure = (slice: Slice) => number;
const ratio = (value: number, bare: number) => value / bare;
const difference = (value: number, bare: number) => value - bare;
const own = (value: number) => value;

function summarizeProcesses(
  variant: string,
  rounds: readonly Round[],
  isBare: (id: string) => boolean,
): ProcessSummary {
  const records = rounds.flatMap(({ processes }) =>
    processes.filter((record) => record.variant === variant),
  );
  const extraStart = rounds.flatMap(({ processes }) => {
    const bare = mean(processes.filter((one) => isBare(one.variant)).map((one) => one.startMs));
    return processes.filter((one) => one.variant === variant).map((one) => one.startMs - bare);
  });
  const sum = (of: (record: ProcessRecord) => number) =>
    records.reduce((total, record) => total + of(record), 0);
  const requests = sum((record) => record.requests);
  return {
    variant,
    startMs: toSpread(records.map((record) => record.startMs)),
    extraStartMs: toSpread(extraStart),
    startCpuMs: toSpread(records.map((record) => record.startCpuMs)),
    spansPerRequest: sum((record) => record.arrived.traces) / requests,
    metricExports: sum((record) => record.arrived.metrics),
    logRecords: sum((record) => record.arrived.logs),
    bytesPerRequest: sum((record) => record.arrived.bytes) / requests,
    malformed: sum((record) => record.arrived.malformed),
    spanNames: commonNames(records.map((record) => record.arrived.names.traces)),
    metricNames: commonNames(records.map((record) => record.arrived.names.metrics)),
  };
}

function commonNames(counts: readonly Readonly<Record<string, number>>[]): string[] {
  const totals = new Map<string, number>();
  for (const [name, count] of counts.flatMap((one) => Object.entries(one))) {
    totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return [...totals].toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
}
