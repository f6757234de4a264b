import { drops as processDrops, type Providers } from '@fluxora/telemetry-core';
import type { ForecastRun, ForecastStore } from '../stores/forecast-store.ts';
import { DataMistakes } from './data-mistakes.ts';
import type { FlushReport, ScoreReport } from './forecast-monitor.ts';
import type { ModelClock } from '../model-clock.ts';
import type { ForecastMonitorOptions } from './monitor-options.ts';
import { MonitorMetrics } from './monitor-metrics.ts';
import { describe, MonitorNotices } from './monitor-notices.ts';
import { noteMonitor } from './namesakes.ts';
import type { MonitorSettings } from './read-monitor-options.ts';
import { RecordBuffer } from './record-buffer.ts';
import { RecordIntake } from './record-intake.ts';
import { ScoringLoop } from './scoring-loop.ts';
import { StoreCalls } from './store-calls.ts';
import { StoreSession } from './store-session.ts';
import { StoreWriter } from './store-writer.ts';

const HOUR = 3_600_000;

/** The life of a monitor: takes records in, has them written and scored, and ends. */
export class StreamMonitor {
  readonly #store: ForecastStore;
  readonly #ownsStore: boolean;
  readonly #providers: Providers;
  readonly #clock: ModelClock;
  readonly #metrics: MonitorMetrics;
  readonly #notices: MonitorNotices;
  readonly #mistakes: DataMistakes;
  readonly #intake: RecordIntake;
  readonly #buffer: RecordBuffer;
  readonly #writer: StoreWriter;
  readonly #scoring: ScoringLoop;
  readonly #stops: (() => void)[];
  #ending: Promise<FlushReport> | undefined;
  #stored = 0;
  #lost = 0;

  constructor(
    settings: MonitorSettings,
    options: ForecastMonitorOptions,
    store: ForecastStore,
    clock: ModelClock,
  ) {
    const { providers = {}, siteLabel } = options;
    this.#store = store;
    this.#ownsStore = options.store === undefined;
    this.#providers = providers;
    this.#clock = clock;
    this.#metrics = new MonitorMetrics(settings, providers, siteLabel);
    this.#notices = new MonitorNotices(settings.stream, providers);
    this.#mistakes = new DataMistakes(
      this.#notices.name,
      (reason, count) => this.#metrics.counters.unscored(reason, count),
      providers,
    );
    this.#intake = new RecordIntake(settings, this.#mistakes, options);
    this.#buffer = new RecordBuffer(settings.maxBufferedBytes);
    const calls = new StoreCalls({
      store,
      timeoutMs: settings.storeTimeoutMs,
      monotonic: () => clock.monotonic(),
      onEnd: (operation, seconds, error) =>
        this.#metrics.storeCall(store.kind, operation, seconds, error),
    });
    const session = new StoreSession(calls, settings.stream);
    this.#writer = this.#createWriter(session);
    this.#scoring = new ScoringLoop({
      settings,
      metrics: this.#metrics,
      notices: this.#notices,
      session,
      providers,
      isShared: store.isShared,
      now: () => this.#now(),
      onFailure: (error) => this.#storeFailed(error),
    });
    this.#scoring.start();
    const { hasNamesake, forget } = noteMonitor(settings.stream, providers);
    if (hasNamesake) this.#notices.hasNamesake();
    this.#stops = [
      forget,
      this.#metrics.observe(
        () => ({ bufferedBytes: this.#buffer.bytes, unconfirmed: this.#scoring.unconfirmed }),
        () => this.#scoring.collect(),
        () => this.#now(),
      ),
    ];
  }

  recordForecast(site: unknown, issueTime: unknown, series: unknown): void {
    if (!this.#takes()) return;
    const read = this.#intake.readForecast(site, issueTime, series, this.#now());
    if (read === undefined) return;
    const { run, steps, lastTarget } = read;
    if (!this.#buffer.runs.add(run)) return this.#overflow(steps);
    this.#metrics.recorded(steps, run.issueTime, lastTarget);
    if (lastTarget - run.issueTime > HOUR && !this.#store.isShared) {
      this.#notices.losesForecastsAtRestart();
    }
    this.#writer.wake();
  }

  recordActual(site: unknown, targetTime: unknown, value: unknown, details: unknown): void {
    if (!this.#takes()) return;
    const actual = this.#intake.readActual(site, targetTime, value, details, this.#now());
    if (actual === undefined) return;
    if (!this.#buffer.actuals.add(actual)) return this.#overflow(1);
    this.#metrics.recordedActual(actual.target);
    this.#writer.wake();
  }

  recordActuals(site: unknown, start: unknown, values: unknown, details: unknown): void {
    if (!this.#takes()) return;
    for (const actual of this.#intake.readActuals(site, start, values, details, this.#now())) {
      if (this.#buffer.actuals.add(actual)) this.#metrics.recordedActual(actual.target);
      else this.#overflow(1);
    }
    this.#writer.wake();
  }

  async score(timeoutMs: number): Promise<ScoreReport> {
    const before = this.#scoring.scored;
    const deadline = performance.now() + timeoutMs;
    await this.#writer.drain(deadline);
    const isDone = await this.#scoring.scoreAll(deadline);
    return {
      scored: this.#scoring.scored - before,
      isComplete: isDone && this.#buffer.size === 0,
    };
  }

  async flush(timeoutMs: number): Promise<FlushReport> {
    await this.score(timeoutMs);
    return this.#report();
  }

  shutdown(timeoutMs: number): Promise<FlushReport> {
    this.#ending ??= this.#end(performance.now() + timeoutMs);
    return this.#ending;
  }

  /** @see DataMistakes */
  refuse(error: unknown): void {
    this.#mistakes.count('bad_value', 1, () => `a record could not be read: ${describe(error)}`);
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }

  /** Whether records are wanted: a store that nobody else can see, without an SDK, would be filled for nothing. */
  #takes(): boolean {
    if (this.#ending === undefined) return !this.#ownsStore || this.#metrics.isEnabled();
    (this.#providers.drops ?? processDrops).record('metrics', 'shutdown');
    this.#notices.recordedAfterShutdown();
    return false;
  }

  #overflow(items: number): void {
    this.#lost += items;
    const { bytes, limitBytes } = this.#buffer;
    this.#metrics.counters.unscored('buffer_full', items);
    this.#mistakes.say('buffer_full', () => `${bytes} of ${limitBytes} bytes wait for the store`);
  }

  #createWriter(session: StoreSession): StoreWriter {
    const { counters } = this.#metrics;
    return new StoreWriter(session, this.#buffer, {
      onRuns: (batch, { duplicates, evicted }) => {
        this.#stored += batch.length;
        counters.unscored('duplicate', duplicates);
        this.#evicted(evicted);
      },
      onActuals: (batch, result) => {
        this.#stored += batch.length;
        this.#metrics.storedActuals(result);
        counters.unscored('duplicate', result.duplicates);
        counters.unscored('stale', result.stale);
        this.#evicted(result.evicted);
      },
      onRefused: (record, error) => {
        const items = 'points' in record ? stepsOf(record) : 1;
        this.#lost += items;
        counters.unscored('store_failed', items);
        this.#mistakes.say('store_failed', () => `the store refused a record: ${describe(error)}`);
      },
      onFailure: (error) => this.#storeFailed(error),
    });
  }

  #evicted(count: number): void {
    if (count === 0) return;
    this.#metrics.counters.unscored('evicted', count);
    this.#mistakes.say('evicted', () => 'the store is full and put out its oldest records');
  }

  #storeFailed(error: unknown): void {
    this.#notices.storeFailed(this.#store.kind, error, this.#buffer);
  }

  async #end(deadline: number): Promise<FlushReport> {
    await this.#writer.drain(deadline);
    await this.#scoring.scoreAll(deadline);
    this.#writer.stop();
    this.#giveUp(this.#scoring.stop());
    await this.#scoring.confirmAll(deadline);
    const report = this.#report();
    this.#scoring.whenConfirmed(() => {
      for (const stop of this.#stops) stop();
      if (this.#ownsStore) void this.#store.close().catch(() => undefined);
    });
    return report;
  }

  /** What could not be brought to its place. */
  #giveUp(claimed: number): void {
    const { runs, actuals } = this.#buffer;
    const steps = runs.drop(runs.size).reduce((sum, run) => sum + stepsOf(run), 0);
    const items = steps + actuals.drop(actuals.size).length + claimed;
    if (items === 0) return;
    this.#lost += items;
    this.#metrics.counters.unscored('store_failed', items);
    this.#notices.lostAtShutdown(items);
  }

  #report(): FlushReport {
    return {
      stored: this.#stored,
      scored: this.#scoring.scored,
      buffered: this.#buffer.size,
      unconfirmed: this.#scoring.unconfirmed,
      refused: this.#mistakes.total,
      lost: this.#lost,
    };
  }
}

/** Steps that have a value. */
function stepsOf({ points }: ForecastRun): number {
  return points.reduce((sum, point) => sum + (Number.isNaN(point) ? 0 : 1), 0);
}
