import type { AlertSource } from '../../alert-source.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_STREAM, LOAD, LOAD_1, STREAM } from './stream-labels.ts';

const REASON = 'fluxora.forecast.reason';

/** Reasons for which a value is lost for good. The others leave a part of a score out, or are repetitions. */
const LOST = [
  'unmatched',
  'expired',
  'late',
  'not_finite',
  'future_actual',
  'bad_time',
  'bad_length',
  'bad_value',
  'unknown_site',
  'wrong_resolution',
  'evicted',
  'buffer_full',
  'store_failed',
];

export const forecastsUnscored: AlertSource = {
  name: 'ForecastsUnscored',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '30m',
  labels: [...BY_STREAM, REASON],
  summary:
    '{{ $value | humanizePercentage }} of {{ $labels.fluxora_forecast_variable }} is not scored: {{ $labels.fluxora_forecast_reason }}',
  description:
    'Within a day values of {{ $labels.fluxora_forecast_variable }} by {{ $labels.fluxora_model_name }} were dropped as {{ $labels.fluxora_forecast_reason }}, {{ $value | humanizePercentage }} of what was forecast in that time. The accuracy that is shown leaves them out.',
  dashboard: 'forecasts',
  thresholds: ['unscoredShare'],
  runbook: {
    meaning:
      'Forecasts or actuals could not be brought together or were refused, too many for odd ones out. The reason says which; the log said it once with an example and its mend.',
    impact: 'The accuracy on dashboards and in alerts is that of the rest, and may be flattering.',
    diagnosis: [
      {
        step: 'See since when, and which reasons come together.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', REASON)}) (increase(${q.metric('fluxora.forecast.unscored')}{${scope.selector}}[1h])) > 0`,
      },
      {
        step: 'For `store_failed`, `buffer_full`, `evicted`: see how the store does.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.forecast.store.operation', 'error.type')}) (rate(${q.metric('fluxora.forecast.store.operation.duration', 'count')}{${scope.selector}, ${q.label('error.type')}!=""}[15m]))`,
      },
      {
        step: 'For `expired` and `unmatched`: see whether actuals came at all.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(...STREAM)}) (${q.metric('fluxora.forecast.actual.time')}{${scope.selector}})`,
      },
      {
        step: 'Read the warning `telemetry/forecast` in the log of the service: it has an example and the mend.',
      },
    ],
    mitigation: [
      '`bad_time`, `wrong_resolution`, `bad_length`, `not_finite`, `bad_value`: correct what is passed; the guide on accuracy of forecasts explains each.',
      '`expired`, `unmatched`: other names of sites, or another grid, on one of the two sides.',
      '`store_failed`, `buffer_full`: bring the store back. What was dropped can be recorded again.',
      '`evicted`: the store in memory is too small; use one that lasts.',
    ],
    escalation: 'The owners of the model, within the working week.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...STREAM);
    const lost = `${q.metric('fluxora.forecast.unscored')}{${scope.selector}, ${q.label(REASON)}=~"${LOST.join('|')}"}`;
    return `sum by (${by}, ${q.label(REASON)}) ${growth(lost, '1d')}
/ on (${by}) group_left ()
(sum by (${by}) (increase(${q.metric('fluxora.forecast.steps')}{${scope.selector}}[1d])) > 0)
> ${limit(context, 'unscoredShare')}`;
  },
  tests: (context) => {
    const unscored = (reason: string, values: string) =>
      series(context, 'fluxora.forecast.unscored', { ...LOAD_1, [REASON]: reason }, values);
    const steps = series(context, 'fluxora.forecast.steps', LOAD_1, '0+10x400');
    return [
      {
        name: 'fires when a tenth of what was forecast meets no actual',
        interval: '5m',
        input: [steps, unscored('expired', '0+1x400'), unscored('no_reference', '0+10x400')],
        alerts: [
          { at: '20m', firing: [] },
          { at: '26h', firing: [labelsOf(context, { ...LOAD, [REASON]: 'expired' })] },
        ],
      },
      {
        name: 'is silent about a few odd ones, and about repetitions',
        interval: '5m',
        input: [steps, unscored('bad_value', '0x200 5x200'), unscored('duplicate', '0+10x400')],
        alerts: [{ at: '26h', firing: [] }],
      },
    ];
  },
};
