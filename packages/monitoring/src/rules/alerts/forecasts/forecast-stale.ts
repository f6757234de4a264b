import { formatDuration } from '../../duration.ts';
import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_STREAM, LOAD, LOAD_1, STREAM } from './stream-labels.ts';

export const forecastStale: AlertSource = {
  name: 'ForecastStale',
  area: 'forecasts',
  severity: 'page',
  needs: 'forecasts',
  for: '5m',
  labels: BY_STREAM,
  summary:
    'The newest forecast of {{ $labels.fluxora_forecast_variable }} is {{ $value | humanizeDuration }} old',
  description:
    'Model {{ $labels.fluxora_model_name }} of {{ $labels.service_name }} issued its newest forecast of {{ $labels.fluxora_forecast_variable }} {{ $value | humanizeDuration }} ago. Everybody still gets that one.',
  dashboard: 'forecasts',
  thresholds: ['forecastAge'],
  inhibits: [{ alert: 'ForecastStuck', equal: BY_STREAM }],
  runbook: {
    meaning:
      'No process recorded a forecast for more than a day, whatever the version of the model. It also fires when the process is gone.',
    impact:
      'Users see a forecast that knows nothing of the weather of today, and that ends sooner than they need.',
    diagnosis: [
      {
        step: 'See how far the last forecast reaches: below 0, there is none for the present any more.',
        query: ({ q, scope }) =>
          `max by (${q.byService(...STREAM)}) (last_over_time(${q.metric('fluxora.forecast.target.time')}{${scope.selector}}[3d])) - time()`,
      },
      {
        step: 'See when runs stopped.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...STREAM, 'fluxora.model.version')}) (increase(${q.metric('fluxora.forecast.runs')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See whether what is recorded is refused.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.forecast.reason')}) (increase(${q.metric('fluxora.forecast.unscored')}{${scope.selector}}[1d])) > 0`,
      },
      {
        step: 'Look at the alerts on jobs and schedules: a missed or failing run is the usual cause.',
      },
    ],
    mitigation: [
      'Run the forecast by hand.',
      'The model fails on its input: hand out the last forecast, marked as old, until it is mended.',
      'The model was retired: take the monitor out, and `forecasts` out of the definition of its service.',
    ],
    escalation: 'The owners of the model at once; tell the users of the forecast how old it is.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope, monitoring } = context;
    // Twice the limit, so that a forecaster that is gone stays seen.
    const window = formatDuration(2 * Math.ceil(monitoring.thresholds.forecastAge.value));
    return `time() - max by (${q.byService(...STREAM)}) (last_over_time(${q.metric('fluxora.forecast.issue.time')}{${scope.selector}}[${window}])) > ${limit(context, 'forecastAge')}`;
  },
  tests: (context) => [
    {
      name: 'fires when the job that made forecasts has not come back',
      interval: '10m',
      input: [series(context, 'fluxora.forecast.issue.time', LOAD_1, '3600x10')],
      alerts: [
        { at: '26h', firing: [] },
        { at: '27h30m', firing: [labelsOf(context, LOAD)] },
      ],
    },
    {
      name: 'is silent when a new version of the model issued one',
      interval: '10m',
      input: [
        series(context, 'fluxora.forecast.issue.time', LOAD_1, '3600x200'),
        series(
          context,
          'fluxora.forecast.issue.time',
          { ...LOAD, 'fluxora.model.version': '2' },
          '_x100 60000x10',
        ),
      ],
      alerts: [{ at: '30h', firing: [] }],
    },
  ],
};
