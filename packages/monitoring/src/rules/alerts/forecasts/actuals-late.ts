import { formatDuration } from '../../duration.ts';
import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_STREAM, LOAD, LOAD_1, STREAM } from './stream-labels.ts';

export const actualsLate: AlertSource = {
  name: 'ActualsLate',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '15m',
  labels: BY_STREAM,
  summary:
    'The newest actual of {{ $labels.fluxora_forecast_variable }} is {{ $value | humanizeDuration }} old',
  description:
    'The last interval of {{ $labels.fluxora_forecast_variable }} that {{ $labels.service_name }} has an actual for began {{ $value | humanizeDuration }} ago. Forecasts are not scored, and models that continue the actuals run on old input.',
  dashboard: 'forecasts',
  thresholds: ['actualsAge'],
  inhibits: [{ alert: 'ForecastsUnscored', equal: BY_STREAM }],
  runbook: {
    meaning:
      'No actual came for more than a day: meters, the market’s publication or the import of either stand still.',
    impact:
      'Nobody knows how good forecasts are, and no alert on accuracy can fire. Models that read the last values get worse by the hour.',
    diagnosis: [
      {
        step: 'See whether actuals come and are refused: stale revisions, bad times, unknown sites.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.forecast.reason')}) (increase(${q.metric('fluxora.forecast.unscored')}{${scope.selector}}[1d])) > 0`,
      },
      {
        step: 'See what became of those that came.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...STREAM, 'fluxora.forecast.actual.outcome')}) (increase(${q.metric('fluxora.forecast.actuals')}{${scope.selector}}[1d]))`,
      },
      {
        step: 'Look at the import of actuals: its schedule, its log, and whether the source has published.',
      },
    ],
    mitigation: [
      'Run the import by hand for the missing days: late actuals are scored as long as the retention lasts (three weeks).',
      'The source is late: wait, and tell whoever reads the accuracy of today.',
    ],
    escalation:
      'The owners of the import, within the working day. After two weeks forecasts begin to expire unscored: before that it must be mended.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope, monitoring } = context;
    const window = formatDuration(2 * Math.ceil(monitoring.thresholds.actualsAge.value));
    return `time() - max by (${q.byService(...STREAM)}) (last_over_time(${q.metric('fluxora.forecast.actual.time')}{${scope.selector}}[${window}])) > ${limit(context, 'actualsAge')}`;
  },
  tests: (context) => [
    {
      name: 'fires when actuals stop coming',
      interval: '10m',
      input: [series(context, 'fluxora.forecast.actual.time', LOAD_1, '3600x300')],
      alerts: [
        { at: '30h', firing: [] },
        { at: '38h', firing: [labelsOf(context, LOAD)] },
      ],
    },
    {
      name: 'is silent when another process takes them',
      interval: '10m',
      input: [
        series(context, 'fluxora.forecast.actual.time', LOAD_1, '3600x300'),
        series(
          context,
          'fluxora.forecast.actual.time',
          { ...LOAD_1, 'service.instance.id': 'b' },
          '0+600x300',
        ),
      ],
      alerts: [{ at: '40h', firing: [] }],
    },
  ],
};
