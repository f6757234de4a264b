import { fileURLToPath } from 'node:url';
import type { Child, ChildGroup } from './child-group.ts';
import type { Cores } from './cores.ts';
import type { BenchOptions, Route } from './options.ts';
import type { Arrived } from './processes/sink.ts';
import { runSlice, type ServerSample, type Slice, type Subject } from './slice.ts';
import { shuffle } from './statistics.ts';
import { commonEnvironment, type Variant } from './variants.ts';

/** The two helpers that outlive all rounds, and how the processes are tied to cores. */
export interface Stage {
  readonly group: ChildGroup;
  readonly cores: Cores;
  readonly load: Child<unknown>;
  readonly sink: Child<{ readonly port: number }>;
  /** Size of the busy route's work. */
  readonly busyPoints: number;
  readonly random: () => number;
  readonly say: (message: string) => void;
}

/** What happened to one process of a variant. */
export interface ProcessRecord {
  readonly variant: string;
  readonly startMs: number;
  readonly startCpuMs: number;
  readonly requests: number;
  readonly arrived: Arrived;
}

/** All slices taken back to back in random order: what may be compared with one another. */
export interface Cycle {
  readonly route: Route;
  readonly slices: readonly Slice[];
}

export interface Round {
  readonly processes: readonly ProcessRecord[];
  readonly cycles: readonly Cycle[];
}

/** One round: a fresh process of every variant, warmed up, measured in cycles, stopped. */
export async function runRound(
  number: number,
  chosen: readonly Variant[],
  options: BenchOptions,
  stage: Stage,
): Promise<Round> {
  const subjects: Subject[] = [];
  try {
    // One after the other: processes that start together slow one another down.
    for (const variant of shuffle(chosen, stage.random)) {
      subjects.push(await startSubject(variant, number, stage));
    }
    stage.say(`round ${number}/${options.rounds}: warming up`);
    for (const part of options.routes) {
      const durationMs = options.warmUpMs / options.routes.length;
      for (const subject of shuffle(subjects, stage.random)) {
        await runSlice(subject, stage.load, part, durationMs, options);
      }
    }
    const cycles: Cycle[] = [];
    for (const route of options.routes) {
      for (let count = 1; count <= options.cycles; count++) {
        stage.say(`round ${number}/${options.rounds}: ${route}, cycle ${count}/${options.cycles}`);
        const slices: Slice[] = [];
        for (const subject of shuffle(subjects, stage.random)) {
          slices.push(await runSlice(subject, stage.load, route, options.sliceMs, options));
        }
        cycles.push({ route, slices });
      }
    }
    stage.say(`round ${number}/${options.rounds}: waiting for the last telemetry`);
    const arrivals = await readArrivals(subjects, stage);
    const processes = subjects.map(({ variant, server, requests }, index) => ({
      variant: variant.id,
      startMs: server.startMs,
      startCpuMs: server.ready.cpuUs / 1_000,
      requests,
      arrived: arrivals[index] as Arrived,
    }));
    return { processes, cycles };
  } finally {
    await Promise.all(subjects.map(({ server }) => server.stop()));
  }
}

async function startSubject(variant: Variant, round: number, stage: Stage): Promise<Subject> {
  const name = `${variant.id}-${round}`;
  const server = await stage.group.start<ServerSample & { port: number }>({
    name,
    core: stage.cores.server,
    nodeArguments: [
      ...variant.nodeArguments,
      fileURLToPath(new URL('./processes/server.cjs', import.meta.url)),
    ],
    environment: {
      ...commonEnvironment(`http://127.0.0.1:${stage.sink.ready.port}`, name),
      BENCH_BUSY_POINTS: String(stage.busyPoints),
      ...variant.environment,
    },
  });
  return { variant, server, requests: 0 };
}

/** Reads the sink once nothing has come for longer than any batch waits (at most 12 s). */
async function readArrivals(subjects: readonly Subject[], stage: Stage): Promise<Arrived[]> {
  const QUIET_MS = 1_500;
  const read = () =>
    Promise.all(
      subjects.map(({ server }) => stage.sink.ask<Arrived>({ command: 'read', name: server.name })),
    );
  // Metrics never stop coming; spans and logs do.
  const total = (arrivals: Arrived[]) =>
    arrivals.reduce((sum, { traces, logs }) => sum + traces + logs, 0);
  let arrivals = await read();
  for (let waits = 0; waits < 8; waits++) {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const later = await read();
    const quiet = total(later) === total(arrivals);
    arrivals = later;
    if (quiet) break;
  }
  return arrivals;
}
