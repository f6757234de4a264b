import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_STREAM, LOAD, LOAD_1, STREAM } from './stream-labels.ts';

const DAY_IN_MINUTES = 1_440;

export const noNewForecastBeforeGateClosure: AlertSource = {
  name: 'NoNewForecastBeforeGateClosure',
  area: 'forecasts',
  severity: 'page',
  needs: 'forecasts',
  for: '2m',
  // The next closure is a day ahead once this one is over; whoever was paged shall still see why.
  keepFiringFor: '1h',
  labels: BY_STREAM,
  summary:
    'No new forecast of {{ $labels.fluxora_forecast_variable }}, and the market closes in {{ $value | humanizeDuration }}',
  description:
    'Model {{ $labels.fluxora_model_name }} of {{ $labels.service_name }} has issued no new forecast of {{ $labels.fluxora_forecast_variable }} for the market that closes in {{ $value | humanizeDuration }}. Bids would be made from an old one, or not at all.',
  dashboard: 'forecasts',
  thresholds: ['gateClosureNotice', 'gateClosureFreshness'],
  inhibits: [{ alert: 'ForecastStale', equal: BY_STREAM }],
  runbook: {
    meaning:
      'The market closes within the time of notice, and the newest forecast was issued so long before the closure that newer weather and prices are not in it. It also fires when the process that makes it is gone.',
    impact:
      'Whoever bids has the forecast of yesterday, or none. After the closure nothing can be mended: what is wrong costs imbalance for a whole day.',
    diagnosis: [
      {
        step: 'See how old the newest forecast is. More than a day: it failed before, too.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(...STREAM)}) (last_over_time(${q.metric('fluxora.forecast.issue.time')}{${scope.selector}}[3d]))`,
      },
      {
        step: 'See whether forecasts are recorded at all, and refused: bad times, bad lengths, unknown sites.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.forecast.reason')}) (increase(${q.metric('fluxora.forecast.unscored')}{${scope.selector}}[6h])) > 0`,
      },
      {
        step: 'See whether the schedule that makes it ran, or is overdue (below 0).',
        query: ({ monitoring, q }) =>
          `max by (${q.byService('fluxora.job.schedule.name')}) (last_over_time(${q.metric('fluxora.job.schedule.next_run.time')}{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"}[2d])) - time()`,
      },
      {
        step: 'See whether the jobs failed, and with what.',
        query: ({ monitoring, q }) =>
          `sum by (${q.byService('fluxora.job.name', 'error.type')}) (increase(${q.metric('fluxora.job.finished')}{${q.label('deployment.environment.name')}="${monitoring.targets.environment}", ${q.label('fluxora.job.outcome')}=~"failed|timed_out"}[6h])) > 0`,
      },
    ],
    mitigation: [
      'Start the run by hand now; look for the cause while it runs.',
      'Inputs are missing (weather): run with the last ones there are, and say so to whoever bids.',
      'It will not be there in time: hand out the forecast of the day before, or the seasonal one, marked as such.',
      'After the closure: write down what was bid; the imbalance has to be explained.',
    ],
    escalation:
      'Call the trading desk at once when less than half an hour is left: they decide what to bid. The owners of the model in parallel.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...STREAM);
    const closure = `max by (${by}) (last_over_time(${q.metric('fluxora.forecast.gate_closure.time')}{${scope.selector}}[1d]))`;
    const issued = `max by (${by}) (last_over_time(${q.metric('fluxora.forecast.issue.time')}{${scope.selector}}[3d]))`;
    return `(${closure} - time() >= 0) < ${limit(context, 'gateClosureNotice')}
unless on (${by})
${issued} > ${closure} - ${limit(context, 'gateClosureFreshness')}`;
  },
  tests: (context) => {
    // Closes at noon of the third day; before that at noon of the second.
    const [before, next] = [36 * 3_600, 60 * 3_600];
    const interval = '10m';
    const minutes = (count: number): number => count / 10;
    const closure = (until: number) =>
      series(
        context,
        'fluxora.forecast.gate_closure.time',
        LOAD_1,
        `${before}x${minutes(1.5 * DAY_IN_MINUTES) - 1} ${next}x${minutes(until)}`,
      );
    const issued = (time: number, from: number, length: number, version = '1') =>
      series(
        context,
        'fluxora.forecast.issue.time',
        { ...LOAD_1, 'fluxora.model.version': version },
        `_x${minutes(from)} ${time}x${minutes(length)}`,
      );
    const fires = [labelsOf(context, LOAD)];
    return [
      {
        name: 'fires an hour before the market closes on the forecast of yesterday, until an hour after',
        interval,
        input: [closure(1.5 * DAY_IN_MINUTES), issued(30 * 3_600, 1_800, 2_200)],
        alerts: [
          { at: '58h', firing: [] },
          { at: '59h30m', firing: fires },
          { at: '60h30m', firing: fires },
          { at: '62h', firing: [] },
        ],
      },
      {
        name: 'fires when the process that should make it is gone since the night',
        interval,
        input: [closure(600), issued(30 * 3_600, 1_800, 900)],
        alerts: [{ at: '59h30m', firing: fires }],
      },
      {
        name: 'fires when there never was one',
        interval,
        input: [closure(1.5 * DAY_IN_MINUTES)],
        alerts: [{ at: '59h30m', firing: fires }],
      },
      {
        name: 'is silent when a job of the morning made one and ended, also under a new version',
        interval,
        input: [
          closure(1.5 * DAY_IN_MINUTES),
          issued(30 * 3_600, 1_800, 600),
          issued(54 * 3_600, 54 * 60, 10, '2'),
        ],
        alerts: [{ at: '59h30m', firing: [] }],
      },
    ];
  },
};
