import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { LOAD_PAIR, PAIR } from './stream-labels.ts';

const LEVEL = 'fluxora.forecast.level';

/** Central intervals that are in use. PromQL cannot make a number of a label, so that each is written out. */
const LEVELS = ['0.5', '0.6', '0.8', '0.9', '0.95', '0.98', '0.99'];

export const coverageOffNominal: AlertSource = {
  name: 'CoverageOffNominal',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '6h',
  labels: [...BY_SERVICE, ...PAIR, LEVEL],
  summary:
    'Model {{ $labels.fluxora_model_name }}: {{ $value | humanizePercentage }} of the actuals lie in the interval that should hold {{ $labels.fluxora_forecast_level }}',
  description:
    'Over seven days {{ $value | humanizePercentage }} of the actuals of {{ $labels.fluxora_forecast_variable }}, {{ $labels.fluxora_forecast_horizon }} ahead, lay in the interval of {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} whose nominal coverage is {{ $labels.fluxora_forecast_level }}.',
  dashboard: 'forecasts',
  thresholds: ['coverageDeviation', 'forecastPairs'],
  runbook: {
    meaning:
      'The model says how sure it is, and is wrong about it. Below the nominal coverage it is too sure of itself, above it not sure enough.',
    impact:
      'Reserves that are planned from quantiles are too small (blackouts of money: imbalance) or too large (reserve that nobody needed).',
    diagnosis: [
      {
        step: 'See on which side the actuals fall out: one side is a bias, both are intervals that are too narrow.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', LEVEL, 'fluxora.forecast.outcome')}) (increase(${q.metric('fluxora.forecast.interval.pairs')}{${scope.selector}}[7d]))`,
      },
      {
        step: 'See how reliable each quantile is: the share at or below it should be its level.',
        query: ({ scope }) => `fluxora:forecast_reliability:7d{${scope.selector}}`,
      },
      {
        step: 'See the histogram of the probability integral transform: U-shaped when too sure, a hump when not sure enough.',
        query: ({ scope }) => `fluxora:forecast_pit_share:7d{${scope.selector}}`,
      },
      {
        step: 'See whether many quantiles were left out because they crossed.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.forecast.reason')}) (increase(${q.metric('fluxora.forecast.unscored')}{${scope.selector}, ${q.label('fluxora.forecast.reason')}=~"crossed_quantiles|missing_quantiles"}[7d]))`,
      },
    ],
    mitigation: [
      'Widen or narrow the intervals by what the last weeks showed (conformal prediction), until the model is trained anew.',
      'A bias: correct the middle first; the intervals follow.',
      'One horizon only: look at how the quantiles of that horizon are made.',
    ],
    escalation:
      'The owners of the model, within the working week; they tell those who plan reserves.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `(
  ${LEVELS.map((level) => offNominal(context, level)).join('\n  or\n  ')}
)
and on (${q.byService(...PAIR)})
fluxora:forecast_pairs:7d{${scope.selector}} >= ${limit(context, 'forecastPairs')}`;
  },
  tests: (context) => {
    const coverage = (level: string, value: number) =>
      recorded(
        context,
        'fluxora:forecast_coverage:7d',
        { ...LOAD_PAIR, [LEVEL]: level },
        `${value}x120`,
      );
    const pairs = recorded(context, 'fluxora:forecast_pairs:7d', LOAD_PAIR, '1000x120');
    const fires = (level: string) => labelsOf(context, { ...LOAD_PAIR, [LEVEL]: level });
    return [
      {
        name: 'fires for intervals that hold too little, and for those that hold too much',
        interval: '5m',
        input: [coverage('0.9', 0.7), coverage('0.5', 0.72), coverage('0.8', 0.75), pairs],
        alerts: [
          { at: '5h50m', firing: [] },
          { at: '7h', firing: [fires('0.5'), fires('0.9')] },
        ],
      },
      {
        name: 'is silent just within the limit, and without enough pairs',
        interval: '5m',
        input: [
          coverage('0.8', 0.71),
          pairs,
          recorded(
            context,
            'fluxora:forecast_coverage:7d',
            { ...LOAD_PAIR, [LEVEL]: '0.8', 'fluxora.model.name': 'new' },
            '0.1x120',
          ),
        ],
        alerts: [{ at: '9h', firing: [] }],
      },
    ];
  },
};

/** The coverage, where it is far from its level. */
function offNominal(context: AlertContext, level: string): string {
  const { q, scope } = context;
  const coverage = `fluxora:forecast_coverage:7d{${scope.selector}, ${q.label(LEVEL)}="${level}"}`;
  return `${coverage} and abs(${coverage} - ${level}) > ${limit(context, 'coverageDeviation')}`;
}
