import { createInstruments, type Instruments, type Providers } from '@fluxora/telemetry-core';
import type { ClaimedPair, PutActualsResult } from '../stores/forecast-store.ts';
import { forecastCatalog } from './catalog.ts';
import { meterProviderOf } from './flush-metrics.ts';
import { nextTimeOfDay } from '../time/next-time-of-day.ts';
import type { StoreOperation } from './monitor-signals.ts';
import type { MonitorSettings } from './read-monitor-options.ts';
import {
  createScoreCounters,
  type ScoreCounters,
  type ScoreCountersOptions,
} from './scoring/score-counters.ts';

/** What is read anew at each collection. */
export interface Readings {
  readonly bufferedBytes: number;
  readonly unconfirmed: number;
}

/** The instruments of one monitor, with its labels. Nothing here throws; without an SDK nothing is recorded. */
export class MonitorMetrics {
  readonly counters: ScoreCounters;
  readonly #instruments: Instruments<typeof forecastCatalog>;
  readonly #providers: Providers;
  readonly #settings: MonitorSettings;
  readonly #labels;
  readonly #bound;
  readonly #siteLabel: ScoreCountersOptions['siteLabel'];
  readonly #sites = new Set<string>();
  #announcedOn: unknown;
  #issueTime = Number.NEGATIVE_INFINITY;
  #targetTime = Number.NEGATIVE_INFINITY;
  #actualTime = Number.NEGATIVE_INFINITY;

  constructor(
    settings: MonitorSettings,
    providers: Providers,
    siteLabel: ScoreCountersOptions['siteLabel'],
  ) {
    const { stream, rules } = settings;
    this.#settings = settings;
    this.#providers = providers;
    this.#siteLabel = siteLabel;
    const instruments = createInstruments(forecastCatalog, providers);
    this.#instruments = instruments;
    this.counters = createScoreCounters(stream, rules, instruments, { siteLabel });
    const labels = {
      'fluxora.model.name': stream.model,
      'fluxora.model.version': stream.version,
      'fluxora.forecast.variable': stream.variable,
      'fluxora.forecast.unit': stream.unit,
    };
    this.#labels = labels;
    const outcome = (value: 'stored' | 'corrected' | 'duplicate' | 'stale') =>
      instruments.actuals.bind({ ...labels, 'fluxora.forecast.actual.outcome': value });
    const corrected = (value: 'up' | 'down') =>
      instruments.corrections.bind({ ...labels, 'fluxora.forecast.correction.direction': value });
    this.#bound = {
      runs: instruments.runs.bind(labels),
      steps: instruments.steps.bind(labels),
      stored: outcome('stored'),
      corrected: outcome('corrected'),
      duplicate: outcome('duplicate'),
      stale: outcome('stale'),
      up: corrected('up'),
      down: corrected('down'),
      delay: instruments.scoringDelay.bind(labels),
      reclaimed: instruments.claimsReclaimed.bind(labels),
      lost: instruments.claimsLost.bind(labels),
    };
  }

  /** Whether counting reaches an SDK. A few nanoseconds. */
  isEnabled(): boolean {
    return this.#instruments.runs.isEnabled();
  }

  /**
   * Announces every series with 0 to the SDK of the moment, once.
   *
   * @returns Whether this SDK had not heard of them.
   */
  announce(): boolean {
    const provider = meterProviderOf(this.#providers);
    if (provider === this.#announcedOn || !this.isEnabled()) return false;
    this.#announcedOn = provider;
    this.counters.announce();
    for (const site of this.#settings.sites ?? []) this.#announceSite(site);
    const { delay: _, ...counters } = this.#bound;
    for (const counter of Object.values(counters)) counter.add(0);
    return true;
  }

  /** Announces the sites of these pairs, where sites are a label. @returns Whether there were new ones. */
  announceSites(pairs: readonly ClaimedPair[]): boolean {
    const before = this.#sites.size;
    for (const { site } of pairs) this.#announceSite(site);
    return this.#sites.size > before;
  }

  #announceSite(site: string): void {
    const label = this.#siteLabel;
    if (label === undefined || label === false || this.#sites.has(site)) return;
    const max = label === true ? 50 : label.max;
    // One more than the limit: the first of those that share a label value.
    if (this.#sites.size > max) return;
    this.#sites.add(site);
    this.counters.announce(site);
  }

  /** @param lastTarget - Start of the last interval, milliseconds since the Unix epoch, as is `issueTime`. */
  recorded(steps: number, issueTime: number, lastTarget: number): void {
    this.#bound.runs.add(1);
    this.#bound.steps.add(steps);
    this.#issueTime = Math.max(this.#issueTime, issueTime);
    this.#targetTime = Math.max(this.#targetTime, lastTarget);
  }

  recordedActual(target: number): void {
    this.#actualTime = Math.max(this.#actualTime, target);
  }

  /** What the store made of a batch of actuals. */
  storedActuals({ stored, duplicates, stale, corrections }: PutActualsResult): void {
    this.#bound.stored.add(Math.max(0, stored - corrections.length));
    this.#bound.corrected.add(corrections.length);
    this.#bound.duplicate.add(duplicates);
    this.#bound.stale.add(stale);
    for (const { actual, previousValue } of corrections) {
      const change = actual.value - previousValue;
      (change >= 0 ? this.#bound.up : this.#bound.down).add(Math.abs(change));
    }
  }

  /** @param now - Milliseconds since the Unix epoch. */
  scored({ availableAt, isReclaimed }: ClaimedPair, now: number): void {
    this.#bound.delay.record(Math.max(0, now - availableAt) / 1_000);
    if (isReclaimed) this.#bound.reclaimed.add(1);
  }

  lostClaims(claims: number): void {
    this.#bound.lost.add(claims);
  }

  storeCall(
    kind: string,
    operation: StoreOperation,
    seconds: number,
    error: string | undefined,
  ): void {
    this.#instruments.storeDuration.record(seconds, {
      'fluxora.forecast.store.kind': kind,
      'fluxora.forecast.store.operation': operation,
      ...(error === undefined ? {} : { 'error.type': error }),
    });
  }

  /**
   * Reports the gauges at each collection.
   *
   * @param onCollect - Called when one begins, before its values are taken.
   * @param now - Milliseconds since the Unix epoch.
   * @returns A function that stops it.
   */
  observe(read: () => Readings, onCollect: () => void, now: () => number): () => void {
    const instruments = this.#instruments;
    const labels = this.#labels;
    const { gateClosure } = this.#settings;
    const report = (
      observe: (value: number, attributes: typeof labels) => void,
      instant: number,
    ): void => {
      if (Number.isFinite(instant)) observe(instant / 1_000, labels);
    };
    const stops = [
      instruments.bufferLimit.observe((observe) => {
        onCollect();
        observe(this.#settings.maxBufferedBytes, labels);
      }),
      instruments.bufferUsage.observe((observe) => observe(read().bufferedBytes, labels)),
      instruments.claimsUnconfirmed.observe((observe) => observe(read().unconfirmed, labels)),
      instruments.issueTime.observe((observe) => report(observe, this.#issueTime)),
      instruments.targetTime.observe((observe) => report(observe, this.#targetTime)),
      instruments.actualTime.observe((observe) => report(observe, this.#actualTime)),
      ...(gateClosure === undefined
        ? []
        : [
            instruments.gateClosureTime.observe((observe) =>
              report(observe, nextTimeOfDay(now(), gateClosure.at, gateClosure.timeZone)),
            ),
          ]),
    ];
    return () => stops.forEach((stop) => stop());
  }
}
