import type { Providers } from '@fluxora/telemetry-core';
import type { ModelClock } from '../model-clock.ts';
import type { ForecastStore } from '../stores/forecast-store.ts';
import type { Duration } from '../time/parse-duration.ts';
import type { ScoringOptions } from './scoring/scoring-options.ts';

/** A value for every site, one per site, or a function of the site. Undefined where it is not known. */
export type PerSite =
  number | Readonly<Record<string, number>> | ((site: string) => number | undefined);

/** Which naive forecasts the model is compared with, on the same pairs. */
export interface BaselineOptions {
  /** The last actual known at issue time. @defaultValue true */
  readonly persistence?: boolean;
  /** The same wall-clock time one season before, as in `P7D` or `P1D`; false for none. @defaultValue 'P7D' */
  readonly seasonalNaive?: Duration | false;
}

/** Which sites are a label of the accuracy counters, and how many. */
export interface SiteLabelOptions {
  /** Further sites share one label value. 1 to 500. */
  readonly max: number;
}

/** When a market takes no more bids, every day: until then there must be a new forecast. */
export interface GateClosureOptions {
  /** Time of day by the clocks of the zone, as in `12:00`, or several of them, 1 to 96. */
  readonly at: string | readonly string[];
  /** IANA name of the market's zone. @defaultValue the monitor's `timeZone` */
  readonly timeZone?: string;
}

/** What {@link forecastMonitor} takes. Durations are ISO 8601 (`PT15M`, `P7D`) or milliseconds. */
export interface ForecastMonitorOptions {
  /** Name of the model, from code: the label `fluxora.model.name`. 1 to 200 characters. */
  readonly model: string;
  /** What was trained, not the code that serves it: the label `fluxora.model.version`. */
  readonly version: string;
  /** What is forecast, as in `load` or `day_ahead_price`: a label. */
  readonly variable: string;
  /** Unit of the variable, as in `MW` or `EUR/MWh`: a label, so that no sum mixes units. */
  readonly unit: string;
  /** Length of a target interval, 1 second to 1 day. */
  readonly resolution: Duration;
  /** Upper edges of the horizon buckets, ascending. @defaultValue 15 min, 1 h, 6 h, 24 h, 48 h, 72 h, 168 h */
  readonly horizons?: readonly Duration[];
  /** Quantile levels of the forecasts, ascending, each in (0, 1). @defaultValue none: point forecasts */
  readonly quantiles?: readonly number[];
  /**
   * Intervals whose coverage is counted: a level (0.8 lies between the quantiles 0.1 and 0.9), or those two quantiles. Both must
   * be among `quantiles`. @defaultValue every symmetric pair of `quantiles`
   */
  readonly intervals?: readonly (number | readonly [number, number])[];
  /** Installed capacity in the unit of the variable, > 0: errors are then also counted as fractions of it. */
  readonly capacity?: PerSite;
  /** Mean absolute seasonal difference of the training data, > 0, for MASE and RMSSE. */
  readonly scale?: PerSite;
  /** What the model is compared with. */
  readonly baselines?: BaselineOptions;
  /** Which events are counted as hit, missed or false alarm. @defaultValue none */
  readonly events?: Pick<ScoringOptions, 'ramp' | 'peak'>;
  /**
   * Counts |error| / |actual| where |actual| is above `above` (0 for `true`), for MAPE. Misleading where actuals come near 0:
   * solar power, prices. @defaultValue false
   */
  readonly percentages?: boolean | { readonly above: number };
  /** Bins of the probability integral transform, 2 to 50. @defaultValue 10 */
  readonly pitBins?: number;
  /** Where forecasts wait for their actuals. One may serve several monitors. It stays open at shutdown. @defaultValue `memoryStore()` */
  readonly store?: ForecastStore;
  /** IANA name of the zone whose wall clock seasons follow. @defaultValue 'UTC' */
  readonly timeZone?: string;
  /**
   * When the market closes for which the forecast is made. The next closure is reported as `fluxora.forecast.gate_closure.time`, so
   * that an alert can say in time that the forecast is not there: PromQL knows no time zones. @defaultValue none
   */
  readonly gateClosure?: GateClosureOptions;
  /** Makes the site a label of the accuracy counters, for `max` sites at most (50 for `true`). @defaultValue false */
  readonly siteLabel?: boolean | SiteLabelOptions;
  /** The sites there are; records of others are dropped and counted as `unknown_site`. @defaultValue any */
  readonly sites?: readonly string[];
  /** How often pairs are scored, milliseconds ≥ 100; false: only by `score()`, `flush()` and `shutdown()`. @defaultValue 10_000 */
  readonly scoreIntervalMs?: number | false;
  /** How long forecasts and actuals are kept, from their target; later ones are `late`. ≥ one hour. @defaultValue 'P21D' */
  readonly retention?: Duration;
  /**
   * How long this process may be silent until its scored but unconfirmed pairs go to others, milliseconds, at least three
   * scoring intervals. Only with a shared store. @defaultValue 120_000
   */
  readonly leaseMs?: number;
  /** Most that waits for the store, bytes by estimate, ≥ 1024. Beyond it records are dropped and counted. @defaultValue 33_554_432 */
  readonly maxBufferedBytes?: number;
  /** Most pairs that are scored and not confirmed; beyond it scoring waits, ≥ 1000. @defaultValue 200_000 */
  readonly maxUnconfirmed?: number;
  /** How long one call of the store may take, milliseconds ≥ 10. @defaultValue 10_000 */
  readonly storeTimeoutMs?: number;
  readonly providers?: Providers;
  /** For tests, and for replays of what has been. @defaultValue the process's clocks */
  readonly clock?: ModelClock;
}
