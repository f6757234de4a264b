import type { monitorEventLoopDelay } from 'node:perf_hooks';

type DelayHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** How long the event loop kept a timer waiting, over a while. Seconds. */
export interface DelaySummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** A shorter while says little; another reader that comes so soon gets the summary before. Milliseconds. */
const MIN_WHILE_MS = 1_000;

/** The part of Node.js that is used; replaced in tests. */
export interface DelaySampler {
  readonly monitor: (resolutionMs: number) => DelayHistogram;
  readonly nowMs: () => number;
}

const SAMPLER: DelaySampler = {
  monitor: (resolution) =>
    process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution }),
  nowMs: () => performance.now(),
};

/**
 * Samples the delay of the event loop by a timer of Node.js's own, in native code, which does not keep the process alive.
 *
 * Node.js measures the time between two ticks of that timer, so that an idle loop seems to be as late as the timer is slow. The
 * interval is taken off here: a delay of 0 is a loop that is never late, whatever the resolution.
 *
 * Not with `samplePerIteration` (Node.js 24.21, 26.5), which needs no timer: it does not see what runs while events are
 * polled, and that is where sockets' callbacks, so all requests, run.
 */
export class EventLoopDelay {
  readonly #resolutionMs: number;
  readonly #sampler: DelaySampler;
  #histogram: DelayHistogram | undefined;
  #latest: DelaySummary | undefined;
  #sinceMs = 0;

  /** @param resolutionMs - Time between two samples, > 0. A shorter delay may go unseen. */
  constructor(resolutionMs: number, sampler: DelaySampler = SAMPLER) {
    this.#resolutionMs = resolutionMs;
    this.#sampler = sampler;
  }

  /** Starts to sample, unless it does already. */
  start(): void {
    if (this.#histogram !== undefined) return;
    const histogram = this.#sampler.monitor(this.#resolutionMs);
    histogram.enable();
    this.#histogram = histogram;
    this.#sinceMs = this.#sampler.nowMs();
  }

  /** Stops to sample and forgets everything. */
  stop(): void {
    this.#histogram?.disable();
    this.#histogram = undefined;
    this.#latest = undefined;
  }

  /** What was sampled since the last call; undefined when that is nothing. */
  read(): DelaySummary | undefined {
    const histogram = this.#histogram;
    if (histogram === undefined) return undefined;
    const nowMs = this.#sampler.nowMs();
    if (this.#latest !== undefined && nowMs - this.#sinceMs < MIN_WHILE_MS) return this.#latest;
    if (histogram.count === 0) return undefined;
    const latest = summaryOf(histogram, this.#resolutionMs * 1e6);
    histogram.reset();
    this.#sinceMs = nowMs;
    this.#latest = latest;
    return latest;
  }
}

function summaryOf(histogram: DelayHistogram, intervalNs: number): DelaySummary {
  const delay = (ns: number) => Math.max(0, ns - intervalNs) / 1e9;
  return {
    min: delay(histogram.min),
    max: delay(histogram.max),
    mean: delay(histogram.mean),
    stddev: histogram.stddev / 1e9,
    p50: delay(histogram.percentile(50)),
    p90: delay(histogram.percentile(90)),
    p99: delay(histogram.percentile(99)),
  };
}
