import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { LOAD_PAIR, PAIR } from './stream-labels.ts';

const BASELINE = 'fluxora.forecast.baseline';

export const forecastWorseThanBaseline: AlertSource = {
  name: 'ForecastWorseThanBaseline',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '6h',
  labels: [...BY_SERVICE, ...PAIR, BASELINE],
  summary:
    'Model {{ $labels.fluxora_model_name }} is worse than {{ $labels.fluxora_forecast_baseline }} at {{ $labels.fluxora_forecast_horizon }}: skill {{ $value | humanizePercentage }}',
  description:
    'Over seven days the forecasts of {{ $labels.fluxora_forecast_variable }} by {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} for {{ $labels.fluxora_forecast_horizon }} ahead had a larger error than {{ $labels.fluxora_forecast_baseline }} ({{ $labels.fluxora_forecast_stage }} actuals): skill {{ $value | humanizePercentage }}.',
  dashboard: 'forecasts',
  thresholds: ['forecastSkill', 'forecastPairs'],
  runbook: {
    meaning:
      'A forecast without a model, the last value or that of a week ago, was nearer to what came than the model, on the same pairs.',
    impact:
      'At this horizon users would be better off without the model. Bids cost more than they need to.',
    diagnosis: [
      {
        step: 'See whether the model got worse, or the baseline better (a calm week makes persistence strong).',
        query: ({ scope }) => `fluxora:forecast_mae:7d{${scope.selector}}`,
      },
      {
        step: 'See whether it is off to one side: a bias is mended sooner than noise.',
        query: ({ scope }) => `fluxora:forecast_bias:7d{${scope.selector}}`,
      },
      {
        step: 'See whether its features moved away from what it was trained on.',
        query: ({ monitoring, q }) =>
          `topk(10, fluxora:model_feature_psi:7d{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"})`,
      },
      {
        step: 'See whether it began with a version.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.version')}) (increase(${q.metric('fluxora.forecast.runs')}{${scope.selector}}[1d]))`,
      },
    ],
    mitigation: [
      'A new version: serve the one before.',
      'A bias: correct it by what it was over the last week, until the model is trained anew.',
      'Features moved: train anew with the last months, or mend the input.',
      'Hand out the baseline at this horizon for as long as it is better.',
    ],
    escalation:
      'The owners of the model, within the working day; they tell the users of the forecast.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `fluxora:forecast_skill_mae:7d{${scope.selector}} < ${limit(context, 'forecastSkill')}
and on (${q.byService(...PAIR)})
fluxora:forecast_pairs:7d{${scope.selector}} >= ${limit(context, 'forecastPairs')}`;
  },
  tests: (context) => {
    const skill = (value: number, more = {}) =>
      recorded(
        context,
        'fluxora:forecast_skill_mae:7d',
        { ...LOAD_PAIR, [BASELINE]: 'seasonal_naive', ...more },
        `${value}x120`,
      );
    const pairs = (value: number, more = {}) =>
      recorded(context, 'fluxora:forecast_pairs:7d', { ...LOAD_PAIR, ...more }, `${value}x120`);
    return [
      {
        name: 'fires when the week before was a better forecast, over enough pairs',
        interval: '5m',
        input: [skill(-0.2), pairs(1_000)],
        alerts: [
          { at: '5h50m', firing: [] },
          {
            at: '7h',
            firing: [labelsOf(context, { ...LOAD_PAIR, [BASELINE]: 'seasonal_naive' })],
          },
        ],
      },
      {
        name: 'is silent when the model is no worse, and where few pairs were scored',
        interval: '5m',
        input: [
          skill(0),
          pairs(1_000),
          skill(-0.5, { 'fluxora.forecast.horizon': '(0,15m]' }),
          pairs(20, { 'fluxora.forecast.horizon': '(0,15m]' }),
        ],
        alerts: [{ at: '9h', firing: [] }],
      },
    ];
  },
};
