import type { DashboardSource } from './dashboard-source.ts';
import { distribution } from './forecasts/distribution.ts';
import { byHorizon, overTime, sites, versions } from './forecasts/errors.ts';
import { freshness, scoring } from './forecasts/freshness.ts';
import { present } from './forecasts/present.ts';
import { emits } from './parts/emits.ts';
import { forecastVariables } from './parts/forecasts.ts';
import { collapsed, row } from './parts/panels.ts';

/** How right forecasts were, by horizon. Errors come from recorded series: they are scored when actuals arrive, not when asked. */
export const forecasts: DashboardSource = {
  name: 'forecasts',
  isWanted: (context) => emits(context, 'forecasts'),
  dashboard: (context) => ({
    title: 'Forecasts',
    description:
      'How right the forecasts of a model were: errors by horizon, skill against simple baselines, how honest quantiles and intervals are, and whether forecasts and actuals keep coming. Each value looks back a day or a week over what was scored then.',
    tags: ['models', 'forecasts'],
    audience: 'forecaster',
    variables: forecastVariables(context),
    from: 'now-14d',
    refresh: '5m',
    rows: [
      row('The last day', present(context)),
      row('By horizon, last seven days', byHorizon(context)),
      row('Over time', overTime(context)),
      row('Quantiles and intervals', distribution(context)),
      row('Freshness', freshness(context)),
      collapsed('Versions', versions(context)),
      collapsed('Sites', sites(context)),
      collapsed('Scoring', scoring(context)),
    ],
  }),
};
