import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_STREAM, LOAD, LOAD_1, STREAM } from './stream-labels.ts';

export const forecastStuck: AlertSource = {
  name: 'ForecastStuck',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '1h',
  labels: BY_STREAM,
  summary:
    'Forecasts of {{ $labels.fluxora_forecast_variable }} go on and get no further: {{ $value | humanize }} runs for the same hours',
  description:
    'Within 26 hours model {{ $labels.fluxora_model_name }} of {{ $labels.service_name }} ran {{ $value | humanize }} times, and its last forecast interval is still the same. It is run on the same input again and again.',
  dashboard: 'forecasts',
  runbook: {
    meaning:
      'Runs are recorded, and the end of the forecast has not moved for more than a day. A model that is healthy moves it at least once a day.',
    impact:
      'From outside everything works: there are forecasts, and they are new by their issue time. They end earlier and earlier, and are made from old input.',
    diagnosis: [
      {
        step: 'See how the end of the forecast moved over the last days.',
        query: ({ q, scope }) =>
          `max by (${q.byService(...STREAM)}) (${q.metric('fluxora.forecast.target.time')}{${scope.selector}}) - time()`,
      },
      {
        step: 'See whether the issue time moves: if not, one and the same result is recorded again.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(...STREAM)}) (${q.metric('fluxora.forecast.issue.time')}{${scope.selector}})`,
      },
      {
        step: 'See whether actuals came: a model that continues them stands still without.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(...STREAM)}) (last_over_time(${q.metric('fluxora.forecast.actual.time')}{${scope.selector}}[3d]))`,
      },
      { step: 'Look at the newest file or row of the weather that the model reads.' },
    ],
    mitigation: [
      'The input is old: bring the import back, then run again.',
      'A cache hands out an old result: clear it, and give its entries an end.',
      'The start of the forecast is a constant somewhere: correct it.',
    ],
    escalation:
      'The owners of the model, within the working day; before the market closes, at once.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) => {
    const by = q.byService(...STREAM);
    const end = (offset: string): string =>
      `max by (${by}) (last_over_time(${q.metric('fluxora.forecast.target.time')}{${scope.selector}}[1h]${offset}))`;
    return `sum by (${by}) (increase(${q.metric('fluxora.forecast.runs')}{${scope.selector}}[26h])) > 0
and on (${by})
${end('')} <= ${end(' offset 26h')}`;
  },
  tests: (context) => [
    {
      name: 'fires when runs go on for the same hours',
      interval: '5m',
      input: [
        series(context, 'fluxora.forecast.target.time', LOAD_1, '172800x400'),
        series(context, 'fluxora.forecast.runs', LOAD_1, '0+1x400'),
      ],
      alerts: [
        { at: '26h', firing: [] },
        { at: '29h', firing: [labelsOf(context, LOAD)] },
      ],
    },
    {
      name: 'is silent when the forecast moves on once a day, and when there are no runs',
      interval: '5m',
      input: [
        series(context, 'fluxora.forecast.target.time', LOAD_1, '172800x200 259200x200'),
        series(context, 'fluxora.forecast.runs', LOAD_1, '0+1x400'),
        series(
          context,
          'fluxora.forecast.target.time',
          { ...LOAD_1, 'fluxora.model.name': 'idle' },
          '172800x400',
        ),
        series(
          context,
          'fluxora.forecast.runs',
          { ...LOAD_1, 'fluxora.model.name': 'idle' },
          '7x400',
        ),
      ],
      alerts: [{ at: '32h', firing: [] }],
    },
  ],
};
