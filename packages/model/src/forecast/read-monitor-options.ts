import { TelemetryError } from '@fluxora/telemetry-core';
import {
  either,
  flag,
  flagOr,
  isRecord,
  listOf,
  rule,
  shape,
  wholeNumber,
  type Rule,
} from '@fluxora/telemetry-core/option-rules';
import type { ForecastStream } from '../stores/forecast-store.ts';
import { isTimeOfDay } from '../time/next-time-of-day.ts';
import { parseDuration } from '../time/parse-duration.ts';
import type { BaselineOptions, ForecastMonitorOptions } from './monitor-options.ts';
import { perSiteProblem } from './per-site.ts';
import { scoringMembers, toScoringRules, type ScoringOptions } from './scoring/scoring-options.ts';
import type { ScoringRules } from './scoring/scoring-rules.ts';
import { settingsOf } from './scoring/stream-settings.ts';
import { show } from '../show.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** Options, checked and complete. */
export interface MonitorSettings {
  readonly stream: ForecastStream;
  readonly rules: ScoringRules;
  readonly sites: ReadonlySet<string> | undefined;
  /** `undefined`: only when asked. */
  readonly scoreIntervalMs: number | undefined;
  /** Times of day in their zone. */
  readonly gateClosure: { readonly at: readonly string[]; readonly timeZone: string } | undefined;
  readonly retentionMs: number;
  readonly leaseMs: number;
  readonly maxBufferedBytes: number;
  readonly maxUnconfirmed: number;
  readonly storeTimeoutMs: number;
}

const name = rule(
  (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 200,
  'a text of 1 to 200 characters',
);
const perSite: Rule = (value, path, problems) => {
  const problem = perSiteProblem(value);
  if (problem !== undefined) {
    problems.push(
      problem.startsWith('has') ? `${path} ${problem}` : `${path} is ${show(value)}. ${problem}`,
    );
  }
};
const isLevel = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 1;

/** What {@link ForecastMonitorOptions} may have, apart from what the scoring rules look at themselves. */
const MEMBERS: Readonly<Record<keyof ForecastMonitorOptions, Rule>> = {
  model: name,
  version: name,
  variable: name,
  unit: name,
  resolution: durationFrom(SECOND, DAY, 'a duration from one second to one day, as in PT15M'),
  horizons: scoringMembers.horizons,
  quantiles: listOf(rule(isLevel, 'a number above 0 and below 1'), 'levels such as 0.1, 0.5, 0.9'),
  intervals: listOf(
    rule(
      (value) =>
        isLevel(value) || (Array.isArray(value) && value.length === 2 && value.every(isLevel)),
      'a level such as 0.8, or its two quantiles, as in [0.1, 0.9]',
    ),
    'levels such as 0.8',
  ),
  capacity: perSite,
  scale: perSite,
  baselines: shape({
    persistence: flag,
    seasonalNaive: either(
      'a duration such as P7D, or false',
      exactly(false),
      scoringMembers.season,
    ),
  }),
  events: shape({ ramp: scoringMembers.ramp, peak: scoringMembers.peak }),
  percentages: scoringMembers.mape,
  pitBins: scoringMembers.pitBins,
  store: rule(isStore, 'what memoryStore(), sqliteStore() or postgresStore() returns'),
  timeZone: scoringMembers.timeZone,
  gateClosure: shape({
    at: either(
      'a time of day such as 12:00, or a list of them',
      rule(isTimeOfDay, ''),
      rule(
        (value) =>
          Array.isArray(value) &&
          value.length > 0 &&
          value.length <= 96 &&
          value.every(isTimeOfDay),
        '',
      ),
    ),
    timeZone: scoringMembers.timeZone,
  }),
  siteLabel: flagOr({ max: wholeNumber(1, 'sites', 500) }),
  sites: listOf(name, 'names'),
  scoreIntervalMs: either(
    'a whole number of milliseconds, 100 or more, or false',
    exactly(false),
    wholeNumber(100, 'milliseconds'),
  ),
  retention: durationFrom(HOUR, 100_000 * DAY, 'a duration of one hour or more, as in P21D'),
  leaseMs: wholeNumber(1_000, 'milliseconds'),
  maxBufferedBytes: wholeNumber(1_024, 'bytes'),
  maxUnconfirmed: wholeNumber(1_000, 'pairs'),
  storeTimeoutMs: wholeNumber(10, 'milliseconds'),
  providers: rule(isRecord, 'an object'),
  clock: rule(
    (value) =>
      isRecord(value) && typeof value.now === 'function' && typeof value.monotonic === 'function',
    'an object with the functions now and monotonic',
  ),
};

const NEEDED = ['model', 'version', 'variable', 'unit', 'resolution'] as const;

/** @throws TelemetryError with code `forecast.invalid` that lists every problem. */
export function readMonitorOptions(options: unknown): MonitorSettings {
  const problems: string[] = [];
  shape(MEMBERS)(options, '', problems);
  const given = (isRecord(options) ? options : {}) as unknown as ForecastMonitorOptions;
  if (isRecord(options)) {
    for (const option of NEEDED) {
      if (options[option] === undefined) problems.push(`${option} is missing. Give it.`);
    }
  }
  // What follows looks at several options together, each of which must be sound by itself.
  const settings = problems.length === 0 ? toSettings(given, problems) : undefined;
  if (settings !== undefined) return settings;
  throw new TelemetryError(
    'forecast.invalid',
    problems.map((problem) => `telemetry/forecast: ${problem}`),
  );
}

function toSettings(
  options: ForecastMonitorOptions,
  problems: string[],
): MonitorSettings | undefined {
  const { model, version, variable, unit, quantiles = [], retention = 'P21D' } = options;
  const { scoreIntervalMs = 10_000, leaseMs = 120_000 } = options;
  const resolutionMs = parseDuration(options.resolution) as number;
  if (quantiles.some((level, index) => index > 0 && level <= (quantiles[index - 1] as number))) {
    problems.push(`quantiles is ${JSON.stringify(quantiles)}. List each level once, ascending.`);
  }
  if (scoreIntervalMs !== false && leaseMs < 3 * scoreIntervalMs) {
    problems.push(
      `leaseMs is ${leaseMs}, less than three times scoreIntervalMs, ${scoreIntervalMs}. Use ${3 * scoreIntervalMs} or more.`,
    );
  }
  if (options.gateClosure !== undefined && options.gateClosure.at === undefined) {
    problems.push('gateClosure.at is missing. Give a time of day such as 12:00.');
  }
  const base = { resolutionMs, quantiles };
  const rules = rulesFrom(options, base, problems);
  if (rules === undefined || problems.length > 0) return undefined;
  return {
    stream: {
      // A name may have any character; a slash of its own must not make two streams one.
      id: [model, version, variable, unit, resolutionMs].map(encodeURIComponent).join('/'),
      model,
      version,
      variable,
      unit,
      resolutionMs,
      quantiles: [...quantiles],
      settings: settingsOf(rules),
    },
    rules,
    sites: options.sites && new Set(options.sites),
    scoreIntervalMs: scoreIntervalMs === false ? undefined : scoreIntervalMs,
    gateClosure: gateClosureOf(options),
    retentionMs: parseDuration(retention) as number,
    leaseMs,
    maxBufferedBytes: options.maxBufferedBytes ?? 32 * 1_024 * 1_024,
    maxUnconfirmed: options.maxUnconfirmed ?? 200_000,
    storeTimeoutMs: options.storeTimeoutMs ?? 10_000,
  };
}

/** How the scoring rules call what is an option of the monitor by another name. */
const RENAMED: readonly (readonly [scoring: string, monitor: string])[] = [
  ['season', 'baselines.seasonalNaive'],
  ['mape', 'percentages'],
  ['ramp', 'events.ramp'],
  ['peak', 'events.peak'],
];

function rulesFrom(
  options: ForecastMonitorOptions,
  stream: { readonly resolutionMs: number; readonly quantiles: readonly number[] },
  problems: string[],
): ScoringRules | undefined {
  const { horizons, intervals, timeZone, percentages, pitBins, events, baselines = {} } = options;
  const { seasonalNaive } = baselines;
  const found: string[] = [];
  const rules = toScoringRules(
    {
      horizons,
      intervals: intervals && levelsOf(intervals, problems),
      timeZone,
      pitBins,
      mape: percentages,
      ramp: events?.ramp,
      peak: events?.peak,
      baselines: baselinesOf(baselines),
      season: seasonalNaive === false ? undefined : seasonalNaive,
      expectsCapacity: options.capacity !== undefined,
    },
    stream,
    found,
  );
  for (const problem of found) {
    const [scoring = '', monitor = ''] = RENAMED.find(([from]) => problem.startsWith(from)) ?? [];
    problems.push(monitor + problem.slice(scoring.length));
  }
  if (events?.ramp !== undefined && options.capacity === undefined) {
    problems.push('events.ramp is given, but capacity is not. Give it: ramps are shares of it.');
  }
  if (
    events?.peak !== undefined &&
    'shareOfCapacity' in events.peak &&
    options.capacity === undefined
  ) {
    problems.push(
      'events.peak is a share of capacity, which is not given. Give it, or a threshold.',
    );
  }
  return rules;
}

function baselinesOf({ persistence = true, seasonalNaive }: BaselineOptions) {
  return [
    ...(persistence ? (['persistence'] as const) : []),
    ...(seasonalNaive === false ? [] : (['seasonal_naive'] as const)),
  ] satisfies ScoringOptions['baselines'];
}

function gateClosureOf({
  gateClosure,
  timeZone = 'UTC',
}: ForecastMonitorOptions): MonitorSettings['gateClosure'] {
  if (gateClosure === undefined) return undefined;
  const { at } = gateClosure;
  return {
    at: typeof at === 'string' ? [at] : [...at],
    timeZone: gateClosure.timeZone ?? timeZone,
  };
}

function levelsOf(
  intervals: NonNullable<ForecastMonitorOptions['intervals']>,
  problems: string[],
): number[] {
  return intervals.flatMap((interval) => {
    if (typeof interval === 'number') return [interval];
    const [lower, upper] = interval;
    if (upper > lower && Math.abs(lower + upper - 1) < 1e-9) {
      return [Number((upper - lower).toFixed(9))];
    }
    problems.push(
      `intervals has ${JSON.stringify(interval)}. Use two quantiles with the same share outside each, as in [0.1, 0.9].`,
    );
    return [];
  });
}

function durationFrom(least: number, most: number, use: string): Rule {
  return rule((value) => {
    const duration = parseDuration(value);
    return (
      duration !== undefined && Number.isInteger(duration) && duration >= least && duration <= most
    );
  }, use);
}

function exactly(expected: unknown): Rule {
  return rule((value) => value === expected, String(expected));
}

const STORE_METHODS = ['open', 'register', 'putForecasts', 'putActuals', 'claim', 'confirm'];

function isStore(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    STORE_METHODS.every((method) => typeof Reflect.get(value, method) === 'function')
  );
}
