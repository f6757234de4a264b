import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { LOAD, STREAM } from './stream-labels.ts';

const BY = [...STREAM, 'fluxora.forecast.horizon', 'fluxora.forecast.stage'] as const;

export const forecastAccuracyDegraded: AlertSource = {
  name: 'ForecastAccuracyDegraded',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '3h',
  labels: [...BY_SERVICE, ...BY],
  summary:
    'Errors of {{ $labels.fluxora_model_name }} at {{ $labels.fluxora_forecast_horizon }} are {{ $value | humanize }} spreads above their usual',
  description:
    'Over a day the mean error of {{ $labels.fluxora_forecast_variable }} by {{ $labels.fluxora_model_name }} for {{ $labels.fluxora_forecast_horizon }} ahead ({{ $labels.fluxora_forecast_stage }} actuals) lies {{ $value | humanize }} spreads above what the last four weeks had at this hour.',
  dashboard: 'forecasts',
  thresholds: ['forecastErrorScore', 'forecastPairsOfDay'],
  runbook: {
    meaning:
      'The mean absolute error of the last day is far outside what it was at this hour of the last four weeks, by their median and spread. Of all versions of the model together.',
    impact: 'Users plan with larger errors than they are used to, and do not know it yet.',
    diagnosis: [
      {
        step: 'See the error beside its usual band.',
        query: ({ q, scope }) =>
          `service_model:forecast_mae:1d{${scope.selector}} / on (${q.byService(...BY)}) baseline:forecast_mae:median{${scope.selector}}`,
      },
      {
        step: 'See whether the baselines became worse, too: then the day was hard for everybody (a storm, a holiday).',
        query: ({ scope }) => `fluxora:forecast_skill_mae:1d{${scope.selector}}`,
      },
      {
        step: 'See whether one site carries it, where sites are told apart.',
        query: ({ scope }) => `topk(10, fluxora:forecast_site_mae:1d{${scope.selector}})`,
      },
      {
        step: 'See whether the actuals were corrected lately, or are wrong: a meter that stands still makes any model look bad.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...STREAM)}) (increase(${q.metric('fluxora.forecast.correction.absolute')}{${scope.selector}}[1d]))`,
      },
    ],
    mitigation: [
      'A new version: serve the one before.',
      'One site: look at its meter and its capacity (maintenance, curtailment) before the model.',
      'Input that moved or is missing: see the alerts on drift, and mend the input.',
      'A hard day: nothing to mend; write it down, so that next year knows.',
    ],
    escalation: 'The owners of the model, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...BY);
    return `baseline:forecast_mae:score{${scope.selector}} > ${limit(context, 'forecastErrorScore')}
and on (${by})
sum by (${by}) (fluxora:forecast_pairs:1d{${scope.selector}}) >= ${limit(context, 'forecastPairsOfDay')}`;
  },
  tests: (context) => {
    const stream = {
      ...LOAD,
      'fluxora.forecast.horizon': '(6h,24h]',
      'fluxora.forecast.stage': 'provisional',
    };
    const score = (values: string) =>
      recorded(context, 'baseline:forecast_mae:score', stream, values);
    const pairs = (version: string, values: string) =>
      recorded(
        context,
        'fluxora:forecast_pairs:1d',
        { ...stream, 'fluxora.model.version': version },
        values,
      );
    return [
      {
        name: 'fires after hours far above the usual error, counting the pairs of both versions',
        interval: '5m',
        input: [score('1x10 6x80'), pairs('1', '15x90'), pairs('2', '15x90')],
        alerts: [
          { at: '3h', firing: [] },
          { at: '5h', firing: [labelsOf(context, stream)] },
        ],
      },
      {
        name: 'is silent within the band, and about a day on which little was scored',
        interval: '5m',
        input: [score('2.9x40 9x50'), pairs('1', '100x40 5x50')],
        alerts: [
          { at: '3h30m', firing: [] },
          { at: '7h', firing: [] },
        ],
      },
    ];
  },
};
