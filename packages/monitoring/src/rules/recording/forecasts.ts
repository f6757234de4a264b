import { accuracyRules } from '@fluxora/telemetry-model';
import type { RecordingRule, RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

const SERVICE = ['deployment.environment.name', 'service.name'];
const SITE = 'fluxora.forecast.site';

/** The accuracy that only errors and actuals are needed for, which also know the site. */
const OF_SITES = ['pairs', 'mae', 'rmse', 'bias', 'wape', 'nmae', 'nrmse', 'nbias'];

/** What is asked of a month. The rest would cost as much again. */
const OF_A_MONTH = [
  ...OF_SITES,
  'skill_mae',
  'skill_rmse',
  'coverage',
  'interval_width',
  'pinball',
  'crps',
];

const isShare = /^(?:wape|nmae|nrmse|nbias|mape|mase|skill|coverage|reliability|pit|event)/;

/** Forecast accuracy by model, version, variable, unit, horizon and stage, over one window per group. */
export const forecastAccuracy: readonly RecordingSource[] = [
  accuracy('1h', '1m'),
  accuracy('1d', '2m'),
  accuracy('7d', SLOW_INTERVAL),
  accuracy('30d', SLOW_INTERVAL, OF_A_MONTH),
];

/** `fluxora:forecast_site_mae:1d`: the same by site, for the services that tell sites apart. */
export const forecastAccuracyOfSites: RecordingSource = {
  name: 'forecast-sites',
  interval: SLOW_INTERVAL,
  rules: (context) =>
    ifEmitted(context, 'forecasts', () => {
      const rules = accuracyRules({ windows: ['1d', '7d'], by: [...SERVICE, SITE] });
      const known = knownSites(context);
      return select(rules, OF_SITES).map((rule) => ({
        ...rule,
        record: rule.record.replace('fluxora:forecast_', 'fluxora:forecast_site_'),
        expr: `(${rule.expr})\n${known}`,
      }));
    }),
  tests: (context) => [siteTest(context)],
};

/** How fresh forecasts are, and how far they reach. */
export const forecastFreshness: RecordingSource = {
  name: 'forecast-freshness',
  rules: (context) => ifEmitted(context, 'forecasts', () => freshness(context)),
  tests: (context) => [freshnessTest(context)],
};

function accuracy(window: string, interval: string, names?: readonly string[]): RecordingSource {
  return {
    name: `forecast-accuracy-${window}`,
    interval,
    rules: (context) =>
      ifEmitted(context, 'forecasts', () =>
        select(accuracyRules({ windows: [window], by: SERVICE }), names),
      ),
    tests: (context) => (window === '1h' ? [accuracyTest(context), skillTest(context)] : []),
  };
}

function select(
  rules: readonly { readonly record: string; readonly expr: string }[],
  names?: readonly string[],
): RecordingRule[] {
  return rules.flatMap(({ record, expr }) => {
    const name = record.split(':')[1]?.replace('forecast_', '') ?? '';
    if (names && !names.includes(name)) return [];
    const unit = name === 'pairs' ? '{pair}' : isShare.test(name) ? '1' : undefined;
    // Errors have the unit that their label `fluxora_forecast_unit` says.
    return [{ record, expr, ...(unit !== undefined && { unit }) }];
  });
}

/** Without it, every service that tells no sites apart would have one without a name. */
function knownSites({ q }: RuleContext): string {
  const by = q.byService(SITE);
  const pairs = q.metric('fluxora.forecast.pairs');
  return `and on (${by})\ncount by (${by}) (${pairs}{${q.label(SITE)}!=""})`;
}

function freshness({ q }: RuleContext): RecordingRule[] {
  const by = q.byService('fluxora.model.name', 'fluxora.forecast.variable');
  const age = (name: string): string => `time() - max by (${by}) (${q.metric(name)})`;
  return [
    {
      record: 'service_model:forecast_age_seconds:min',
      expr: age('fluxora.forecast.issue.time'),
      unit: 's',
      description: 'Since the newest forecast was issued, by any version on any replica.',
    },
    {
      record: 'service_model:forecast_reach_seconds:max',
      expr: `max by (${by}) (${q.metric('fluxora.forecast.target.time')}) - time()`,
      unit: 's',
      description: 'How far ahead there are forecasts. Below 0: they have run out.',
    },
    {
      record: 'service_model:forecast_actual_age_seconds:min',
      expr: age('fluxora.forecast.actual.time'),
      unit: 's',
      description: 'Since the newest actual.',
    },
    ...['1h', '1d'].map((window) => ({
      record: `service_model:forecast_runs:increase${window}`,
      expr: `sum by (${by}) (increase(${q.metric('fluxora.forecast.runs')}[${window}]))`,
      unit: '{run}',
    })),
    {
      record: 'service_model:forecast_unscored:increase1h',
      expr: `sum by (${by}, ${q.label('fluxora.forecast.reason')}) (increase(${q.metric('fluxora.forecast.unscored')}[1h]))`,
      unit: '{item}',
    },
  ];
}

const PAIR = {
  ...API,
  fluxora_model_name: 'load',
  fluxora_model_version: '1',
  fluxora_forecast_variable: 'load',
  fluxora_forecast_unit: 'MW',
  fluxora_forecast_horizon: '6h-24h',
  fluxora_forecast_stage: 'final',
} as const;

function accuracyTest({ q }: RuleContext): RuleTest {
  const pairs = q.metric('fluxora.forecast.pairs');
  const absolute = q.metric('fluxora.forecast.error.absolute');
  const direction = (way: string) => ({ ...PAIR, fluxora_forecast_direction: way });
  return {
    name: 'errors are divided by pairs of all replicas, and keep service and environment',
    input: [
      series(pairs, { ...PAIR, service_instance_id: 'a' }, '0+10x60'),
      series(pairs, { ...PAIR, service_instance_id: 'b' }, '0+10x60'),
      series(absolute, direction('over'), '0+60x60'),
      series(absolute, direction('under'), '0+20x60'),
      series(q.metric('fluxora.forecast.error.squared'), PAIR, '0+500x60'),
      series(q.metric('fluxora.forecast.actual.absolute'), PAIR, '0+800x60'),
    ],
    values: [
      { at: '50m', expr: 'fluxora:forecast_mae:1h', expected: [{ labels: PAIR, value: 4 }] },
      { at: '50m', expr: 'fluxora:forecast_bias:1h', expected: [{ labels: PAIR, value: 2 }] },
      { at: '50m', expr: 'fluxora:forecast_rmse:1h', expected: [{ labels: PAIR, value: 5 }] },
      { at: '50m', expr: 'fluxora:forecast_wape:1h', expected: [{ labels: PAIR, value: 0.1 }] },
    ],
  };
}

function skillTest({ q }: RuleContext): RuleTest {
  const error = q.metric('fluxora.forecast.baseline.error.absolute');
  const interval = q.metric('fluxora.forecast.interval.pairs');
  const baseline = { ...PAIR, fluxora_forecast_baseline: 'persistence' };
  const level = { ...PAIR, fluxora_forecast_level: '0.8' };
  return {
    name: 'skill is what the model saves of the error of a baseline, coverage what lies inside',
    input: [
      series(error, { ...baseline, fluxora_forecast_side: 'model' }, '0+30x60'),
      series(error, { ...baseline, fluxora_forecast_side: 'baseline' }, '0+40x60'),
      series(interval, { ...level, fluxora_forecast_outcome: 'inside' }, '0+7x60'),
      series(interval, { ...level, fluxora_forecast_outcome: 'below' }, '0+2x60'),
      series(interval, { ...level, fluxora_forecast_outcome: 'above' }, '0+1x60'),
    ],
    values: [
      {
        at: '50m',
        expr: 'fluxora:forecast_skill_mae:1h',
        expected: [{ labels: baseline, value: 0.25 }],
      },
      {
        at: '50m',
        expr: 'fluxora:forecast_coverage:1h',
        expected: [{ labels: level, value: 0.7 }],
      },
    ],
  };
}

function siteTest({ q }: RuleContext): RuleTest {
  const site = { ...PAIR, fluxora_forecast_site: 'hamburg' };
  const siteless = { ...PAIR, service_name: 'other' };
  const absolute = q.metric('fluxora.forecast.error.absolute');
  return {
    name: 'only services that tell sites apart have sites',
    input: [
      series(q.metric('fluxora.forecast.pairs'), site, '0+10x60'),
      series(absolute, { ...site, fluxora_forecast_direction: 'over' }, '0+30x60'),
      series(q.metric('fluxora.forecast.pairs'), siteless, '0+10x60'),
      series(absolute, { ...siteless, fluxora_forecast_direction: 'over' }, '0+30x60'),
    ],
    values: [
      { at: '50m', expr: 'fluxora:forecast_site_mae:1d', expected: [{ labels: site, value: 3 }] },
    ],
  };
}

function freshnessTest({ q }: RuleContext): RuleTest {
  const model = { ...API, fluxora_model_name: 'load', fluxora_forecast_variable: 'load' };
  const of = (name: string, version: string, values: string) =>
    series(q.metric(name), { ...model, fluxora_model_version: version }, values);
  return {
    name: 'the newest version speaks for the model; a forecast that ended lies behind',
    input: [
      of('fluxora.forecast.issue.time', '1', '0x20'),
      of('fluxora.forecast.issue.time', '2', '600x20'),
      of('fluxora.forecast.target.time', '2', '840x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_model:forecast_age_seconds:min',
        expected: [{ labels: model, value: 300 }],
      },
      {
        at: '15m',
        expr: 'service_model:forecast_reach_seconds:max',
        expected: [{ labels: model, value: -60 }],
      },
    ],
  };
}
