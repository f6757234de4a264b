import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { accuracy, EVERY_PAIR, forecastVariables, HORIZON, ofForecast } from './parts/forecasts.ts';
import { legend } from './parts/labels.ts';
import {
  bars,
  collapsed,
  falling,
  graph,
  signedGraph,
  noneIsGood,
  now,
  query,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { createPhrases } from './parts/phrases.ts';

const BASELINE = 'fluxora.forecast.baseline';
const LEVEL = 'fluxora.forecast.level';
const QUANTILE = 'fluxora.forecast.quantile';
const SITE = 'fluxora.forecast.site';
const VERSION = 'fluxora.model.version';

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

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, selector } = createPhrases(q, 'environment');
  return [
    stat({
      title: 'MAE ($unit)',
      description:
        'Mean absolute error of all pairs that were scored within the last day, over the chosen horizons.',
      unit: '{value}',
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'mae:1d'))],
    }),
    stat({
      title: 'WAPE',
      description:
        'Sum of absolute errors over the sum of actuals: the error as a share of what came. Good forecasts of load lie near 3 %, of wind near 15 %.',
      unit: '1',
      decimals: 1,
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'wape:1d'))],
    }),
    stat({
      title: 'Bias ($unit)',
      description:
        'Mean error. Above 0 the forecasts were too high. It should be small beside the MAE.',
      unit: '{value}',
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'bias:1d'))],
    }),
    stat({
      title: 'Worst skill',
      description:
        'How much smaller the error was than that of the best of the baselines, on the same pairs. At 0 the model is worth nothing.',
      unit: '1',
      decimals: 0,
      steps: falling(0, 0.1),
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'min', 'skill_mae:1d'))],
    }),
    stat({
      title: 'Age of the newest forecast',
      description:
        'Time since the chosen models last issued a forecast, of the one that is silent for longest.',
      unit: 's',
      decimals: 1,
      queries: [
        query(
          `time() - min (${max('fluxora.forecast.issue.time', { by: [...EVERY_PAIR], where: ofForecast(q) })})`,
        ),
      ],
    }),
    stat({
      title: 'Pairs scored',
      description: 'Forecasts that were compared with their actual within the last day.',
      unit: '{pair}',
      decimals: 0,
      queries: [
        query(`sum (fluxora:forecast_pairs:1d{${selector}, ${ofForecast(q)}, ${chosenPairs(q)}})`),
      ],
    }),
  ];
}

const chosenPairs = (q: RuleContext['q']): string =>
  `${q.label(HORIZON)}=~"$horizon", ${q.label('fluxora.forecast.stage')}=~"$stage"`;

function byHorizon({ q }: RuleContext): readonly Panel[] {
  const by = [HORIZON];
  const skill = (baseline: string) =>
    accuracy(q, 'avg', 'skill_mae:7d', by, `${q.label(BASELINE)}="${baseline}"`);
  const columns = [
    { record: 'pairs:7d', title: 'Pairs', unit: '{pair}', decimals: 0 },
    { record: 'mae:7d', title: 'MAE', unit: '{value}' },
    { record: 'rmse:7d', title: 'RMSE', unit: '{value}' },
    { record: 'bias:7d', title: 'Bias', unit: '{value}' },
    { record: 'wape:7d', title: 'WAPE', unit: '1', decimals: 1 },
    { record: 'nmae:7d', title: 'of capacity', unit: '1', decimals: 1 },
  ];
  return [
    table({
      title: 'Errors by horizon (in $unit)',
      description:
        'Every horizon, over seven days. RMSE far above MAE: few, large errors. Bias near MAE: nearly all errors to one side, which a correction would remove. Skill: by how much the baselines were worse.',
      height: 9,
      queries: [
        ...columns.map(({ record }) => now(accuracy(q, 'avg', record, by))),
        now(skill('persistence')),
        now(skill('seasonal_naive')),
      ],
      columns: [
        { from: q.label(HORIZON), title: 'Horizon', sort: 'ascending' },
        ...columns.map(({ title, unit, decimals = 2 }, index) => ({
          from: String.fromCodePoint(65 + index),
          title,
          unit,
          decimals,
        })),
        { from: 'G', title: 'Skill (persistence)', unit: '1', decimals: 0, steps: falling(0, 0.1) },
        { from: 'H', title: 'Skill (seasonal)', unit: '1', decimals: 0, steps: falling(0, 0.1) },
      ],
    }),
    bars({
      title: 'MAE by horizon ($unit)',
      description:
        'It should grow with the horizon. A near horizon that is worse than a far one has stale inputs.',
      unit: '{value}',
      queries: [query(accuracy(q, 'avg', 'mae:7d', by), legend(q, HORIZON))],
    }),
    bars({
      title: 'Skill by horizon',
      description:
        'Against each baseline. Near horizons are where persistence is hard to beat, far ones where the season is.',
      unit: '1',
      min: -0.5,
      max: 1,
      decimals: 0,
      steps: falling(0, 0.1),
      queries: [
        query(
          accuracy(q, 'avg', 'skill_mae:7d', [HORIZON, BASELINE]),
          legend(q, HORIZON, BASELINE),
        ),
      ],
    }),
  ];
}

function overTime({ q }: RuleContext): readonly Panel[] {
  const byHorizonOf = (record: string) => [
    query(accuracy(q, 'avg', record, [HORIZON]), legend(q, HORIZON)),
  ];
  return [
    graph({
      title: 'MAE over time ($unit)',
      description:
        'Mean absolute error of the day before each point, by horizon. A step up on the day of a deployment is no coincidence.',
      unit: '{value}',
      queries: byHorizonOf('mae:1d'),
    }),
    graph({
      title: 'RMSE over time ($unit)',
      description:
        'Root of the mean squared error, by horizon: it rises more than the MAE when a few errors are large.',
      unit: '{value}',
      queries: byHorizonOf('rmse:1d'),
    }),
    signedGraph({
      title: 'Bias over time ($unit)',
      description:
        'Mean error, by horizon. It should go up and down around 0; days to one side mean that the model or an input is off.',
      unit: '{value}',
      queries: byHorizonOf('bias:1d'),
    }),
    graph({
      title: 'WAPE over time',
      description:
        'Error as a share of what came, by horizon. Comparable over seasons and variables.',
      unit: '1',
      queries: byHorizonOf('wape:1d'),
    }),
    graph({
      title: 'Skill against baselines',
      description:
        'By how much the error was smaller than the baseline’s, over a week. Below 0, hand out the baseline.',
      unit: '1',
      width: 24,
      min: -0.5,
      max: 1,
      steps: falling(0, 0.1),
      queries: [
        query(accuracy(q, 'avg', 'skill_mae:7d', [BASELINE]), `${legend(q, BASELINE)} MAE`),
        query(accuracy(q, 'avg', 'skill_rmse:7d', [BASELINE]), `${legend(q, BASELINE)} RMSE`),
      ],
    }),
  ];
}

function distribution({ q }: RuleContext): readonly Panel[] {
  return [
    graph({
      title: 'Coverage of intervals',
      description:
        'Share of actuals inside each interval, over a week. It should equal the level in the legend: less, and the model is too sure of itself.',
      unit: '1',
      width: 8,
      max: 1,
      queries: [query(accuracy(q, 'avg', 'coverage:7d', [LEVEL]), `level ${legend(q, LEVEL)}`)],
    }),
    bars({
      title: 'Reliability of quantiles',
      description:
        'Share of actuals at or below each quantile, over a week. It should equal the quantile.',
      unit: '1',
      width: 8,
      min: 0,
      max: 1,
      decimals: 1,
      queries: [
        query(accuracy(q, 'avg', 'reliability:7d', [QUANTILE]), `quantile ${legend(q, QUANTILE)}`),
      ],
    }),
    bars({
      title: 'PIT histogram',
      description:
        'Where actuals fell within the forecast distributions, over a week. Flat is honest; a valley means too narrow, a hill too wide, a slope biased.',
      unit: '1',
      width: 8,
      min: 0,
      decimals: 1,
      queries: [
        query(
          accuracy(q, 'avg', 'pit_share:7d', ['fluxora.forecast.bin']),
          legend(q, 'fluxora.forecast.bin'),
        ),
      ],
    }),
    graph({
      title: 'Pinball loss ($unit)',
      description:
        'Loss of each quantile, over a day: smaller is better. The sum over all is what the quantiles cost.',
      unit: '{value}',
      width: 8,
      queries: [
        query(accuracy(q, 'avg', 'pinball:1d', [QUANTILE]), `quantile ${legend(q, QUANTILE)}`),
      ],
    }),
    graph({
      title: 'CRPS ($unit)',
      description:
        'Error of the whole distribution, by horizon, comparable with the MAE of a point forecast.',
      unit: '{value}',
      width: 8,
      queries: [query(accuracy(q, 'avg', 'crps:1d', [HORIZON]), legend(q, HORIZON))],
    }),
    graph({
      title: 'Width of intervals ($unit)',
      description: 'Mean width, over a day. Narrower is better as long as the coverage holds.',
      unit: '{value}',
      width: 8,
      queries: [
        query(accuracy(q, 'avg', 'interval_width:1d', [LEVEL]), `level ${legend(q, LEVEL)}`),
      ],
    }),
  ];
}

function freshness({ q }: RuleContext): readonly Panel[] {
  const { max, increase } = createPhrases(q, 'environment');
  const where = ofForecast(q);
  const by = ['fluxora.model.name', 'fluxora.forecast.variable'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Age of forecasts',
      description:
        'Time since the newest forecast was issued. A saw whose teeth do not come back to 0 has missed a run.',
      unit: 's',
      width: 8,
      queries: [query(`time() - ${max('fluxora.forecast.issue.time', { by, where })}`, name)],
    }),
    graph({
      title: 'How far ahead is forecast',
      description: 'Time between now and the farthest target. At 0 there is no forecast left.',
      unit: 's',
      width: 8,
      queries: [query(`${max('fluxora.forecast.target.time', { by, where })} - time()`, name)],
    }),
    graph({
      title: 'Age of actuals',
      description:
        'Time since the target of the newest actual. Without actuals nothing is scored, and no error is not a small one.',
      unit: 's',
      width: 8,
      queries: [query(`time() - ${max('fluxora.forecast.actual.time', { by, where })}`, name)],
    }),
    graph({
      title: 'Not scored',
      description:
        'Forecasts and actuals per hour that could not be scored, by reason. Errors say nothing about these.',
      unit: '{item}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      queries: [
        query(
          increase('fluxora.forecast.unscored', {
            by: ['fluxora.forecast.reason'],
            where,
            window: '1h',
          }),
          legend(q, 'fluxora.forecast.reason'),
        ),
      ],
    }),
    graph({
      title: 'Actuals that came',
      description:
        'Actuals per hour by what became of them. Many corrections: errors of these days will change.',
      unit: '{actual}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      series: [
        { name: 'stored', color: 'green' },
        { name: 'corrected', color: 'blue' },
        { name: 'duplicate', color: 'text' },
        { name: 'stale', color: 'yellow' },
      ],
      queries: [
        query(
          increase('fluxora.forecast.actuals', {
            by: ['fluxora.forecast.actual.outcome'],
            where,
            window: '1h',
          }),
          legend(q, 'fluxora.forecast.actual.outcome'),
        ),
      ],
    }),
  ];
}

function versions({ q }: RuleContext): readonly Panel[] {
  const by = [VERSION];
  return [
    graph({
      title: 'MAE by version ($unit)',
      description:
        'Versions side by side, over a day. Compare them only where both were scored on the same targets.',
      unit: '{value}',
      queries: [query(accuracy(q, 'avg', 'mae:1d', by), legend(q, VERSION))],
    }),
    graph({
      title: 'Skill by version',
      description:
        'Against the better baseline, over a week: what is left of a new version once the weather is taken out.',
      unit: '1',
      min: -0.5,
      max: 1,
      queries: [query(accuracy(q, 'min', 'skill_mae:7d', by), legend(q, VERSION))],
    }),
  ];
}

function sites({ q }: RuleContext): readonly Panel[] {
  const of = (record: string) => accuracy(q, 'avg', `site_${record}`, [SITE]);
  return [
    table({
      title: 'Errors by site (in $unit), last day',
      description:
        'The worst sites first. Sites are told apart where the monitor has `perSite`; elsewhere there is nothing to see.',
      width: 12,
      noValue: 'sites are not told apart',
      queries: [now(of('mae:1d')), now(of('bias:1d')), now(of('wape:1d')), now(of('nmae:1d'))],
      columns: [
        { from: q.label(SITE), title: 'Site' },
        { from: 'A', title: 'MAE', unit: '{value}', decimals: 2, sort: 'descending' },
        { from: 'B', title: 'Bias', unit: '{value}', decimals: 2 },
        { from: 'C', title: 'WAPE', unit: '1', decimals: 1 },
        { from: 'D', title: 'of capacity', unit: '1', decimals: 1 },
      ],
    }),
    graph({
      title: 'MAE by site ($unit)',
      description:
        'The ten worst sites, of the day before each point. One site alone has a meter or a turbine at fault; all together, the weather.',
      unit: '{value}',
      queries: [query(`topk(10, ${of('mae:1d')})`, legend(q, SITE))],
    }),
  ];
}

function scoring({ q }: RuleContext): readonly Panel[] {
  const { sum, quantile, increase, rate } = createPhrases(q, 'environment');
  const where = ofForecast(q);
  const operation = ['fluxora.forecast.store.kind', 'fluxora.forecast.store.operation'];
  return [
    graph({
      title: 'Delay of scores',
      description:
        'Median of the time from a target to its score. Errors of today describe forecasts that much older.',
      unit: 's',
      width: 8,
      queries: [
        query(quantile(0.5, 'fluxora.forecast.scoring.delay', { where, window: '1h' }), 'median'),
      ],
    }),
    graph({
      title: 'Buffer',
      description:
        'What waits in memory for the store, and the limit above which it is thrown away.',
      unit: 'By',
      width: 8,
      series: [{ name: 'limit', color: 'red', isDashed: true }],
      queries: [
        query(sum('fluxora.forecast.buffer.usage', { where }), 'used'),
        query(sum('fluxora.forecast.buffer.limit', { where }), 'limit'),
      ],
    }),
    graph({
      title: 'Store',
      description: '95th percentile of what the store of forecasts takes, by operation.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.95, 'fluxora.forecast.store.operation.duration', { by: operation }),
          legend(q, ...operation),
        ),
      ],
    }),
    graph({
      title: 'Runs',
      description: 'Forecasts issued within an hour.',
      unit: '{run}',
      width: 8,
      drawnAs: 'bars',
      interval: '1h',
      queries: [query(increase('fluxora.forecast.runs', { where, window: '1h' }), 'runs')],
    }),
    graph({
      title: 'Steps',
      description: 'Steps of forecasts per second.',
      unit: '{step}/s',
      width: 8,
      queries: [query(rate('fluxora.forecast.steps', { where }), 'steps')],
    }),
    stat({
      title: 'Lost claims',
      description:
        'Pairs whose score may be missing or counted late since a process died between claiming and counting them, over the time range.',
      unit: '{pair}',
      width: 8,
      height: 8,
      steps: noneIsGood,
      queries: [now(increase('fluxora.forecast.claim.lost', { where, window: '$__range' }))],
    }),
  ];
}
