import type { Providers } from '@fluxora/telemetry-core';
import type { JobClock } from '../adapter.ts';
import type { JobInstruments, JobSeries, JobSeriesBook } from './job-series.ts';

interface Limit {
  readonly runner: string;
  readonly queue: string;
  readonly read: () => number;
}

/**
 * What this process is doing at the moment: active jobs, their ages, concurrency limits. One per meter provider, since two
 * observers of one gauge overwrite each other: two workers on one queue have one number of active jobs and the sum of limits.
 */
export class ProcessGauges {
  readonly #books = new Map<JobSeriesBook, JobClock>();
  readonly #limits = new Set<Limit>();
  #isObserving = false;

  /** Reports the open attempts of this book from now on. */
  watch(book: JobSeriesBook, clock: JobClock): void {
    if (this.#books.has(book)) return;
    this.#books.set(book, clock);
    this.#observe(book.instruments);
  }

  addLimit(limit: Limit): () => void {
    this.#limits.add(limit);
    return () => this.#limits.delete(limit);
  }

  #observe(instruments: JobInstruments): void {
    if (this.#isObserving) return;
    this.#isObserving = true;
    instruments.active.observe((observe) => {
      for (const [series] of this.#seen()) observe(sum(series), series.labels);
    });
    instruments.activeAge.observe((observe) => {
      for (const [series, now] of this.#seen()) {
        const oldest = least(series, (attempt) => attempt.startedAt);
        observe(oldest === undefined ? 0 : Math.max(0, now - oldest) / 1_000, series.labels);
      }
    });
    instruments.heartbeatAge.observe((observe) => {
      for (const [series, now] of this.#seen()) {
        if (!series.hasHeartbeats) continue;
        const oldest = least(series, (attempt) => attempt.heartbeatAt);
        observe(oldest === undefined ? 0 : Math.max(0, now - oldest) / 1_000, series.labels);
      }
    });
    instruments.concurrencyLimit.observe((observe) => {
      for (const { runner, queue, limit } of this.#sums()) {
        observe(limit, { 'fluxora.job.queue': queue, 'fluxora.job.runner': runner });
      }
    });
  }

  *#seen(): Iterable<[JobSeries, number]> {
    for (const [book, clock] of this.#books) {
      const now = clock.monotonic();
      for (const series of book.all()) if (series.hasStarted) yield [series, now];
    }
  }

  #sums(): Iterable<{ runner: string; queue: string; limit: number }> {
    const sums = new Map<string, { runner: string; queue: string; limit: number }>();
    for (const { runner, queue, read } of this.#limits) {
      const key = `${runner}\n${queue}`;
      const before = sums.get(key)?.limit ?? 0;
      sums.set(key, { runner, queue, limit: before + readLimit(read) });
    }
    return sums.values();
  }
}

function sum(series: JobSeries): number {
  let jobs = 0;
  for (const attempt of series.open) jobs += attempt.jobCount;
  return jobs;
}

function least(
  series: JobSeries,
  read: (attempt: { startedAt: number; heartbeatAt: number | undefined }) => number | undefined,
): number | undefined {
  let found: number | undefined;
  for (const attempt of series.open) {
    const value = read(attempt);
    if (value !== undefined && (found === undefined || value < found)) found = value;
  }
  return found;
}

/** An unreadable limit adds nothing: one worker's mistake must not cost the others' numbers. */
function readLimit(read: () => number): number {
  try {
    const limit = read();
    return Number.isFinite(limit) && limit > 0 ? limit : 0;
  } catch {
    return 0;
  }
}

const gaugesByMeterProvider = new WeakMap<object, ProcessGauges>();
/** Stands for the provider registered with the API, which may change. */
const GLOBAL = {};

export function processGaugesOf(providers: Providers): ProcessGauges {
  const key = providers.meterProvider ?? GLOBAL;
  let gauges = gaugesByMeterProvider.get(key);
  if (gauges === undefined) {
    gauges = new ProcessGauges();
    gaugesByMeterProvider.set(key, gauges);
  }
  return gauges;
}
