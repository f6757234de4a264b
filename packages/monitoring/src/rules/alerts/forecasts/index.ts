import type { AlertSource } from '../../alert-source.ts';
import { actualsLate } from './actuals-late.ts';
import { claimsUnconfirmed } from './claims-unconfirmed.ts';
import { coverageOffNominal } from './coverage-off-nominal.ts';
import { forecastAccuracyDegraded } from './forecast-accuracy-degraded.ts';
import { forecastBufferFills } from './forecast-buffer-fills.ts';
import { forecastStale } from './forecast-stale.ts';
import { forecastStuck } from './forecast-stuck.ts';
import { forecastWorseThanBaseline } from './forecast-worse-than-baseline.ts';
import { forecastsUnscored } from './forecasts-unscored.ts';
import { noNewForecastBeforeGateClosure } from './no-new-forecast-before-gate-closure.ts';

/** Is there a forecast, is it new, is it right, and do we know. */
export const FORECAST_ALERTS: readonly AlertSource[] = [
  noNewForecastBeforeGateClosure,
  forecastStale,
  forecastStuck,
  forecastWorseThanBaseline,
  forecastAccuracyDegraded,
  coverageOffNominal,
  actualsLate,
  forecastsUnscored,
  claimsUnconfirmed,
  forecastBufferFills,
];
