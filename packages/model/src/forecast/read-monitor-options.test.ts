import { TelemetryError } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { readMonitorOptions } from './read-monitor-options.ts';
import { rulesOf } from './scoring/stream-settings.ts';

const LOAD = { model: 'load', version: '3', variable: 'load', unit: 'MW', resolution: 'PT15M' };

function problemsOf(options: unknown): readonly string[] {
  try {
    readMonitorOptions(options);
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'forecast.invalid') return error.problems;
    throw error;
  }
  throw new Error('the options were accepted');
}

describe('the options of a forecast monitor', () => {
  it('need a model, its version, a variable, its unit and a resolution; the rest has defaults', () => {
    expect(readMonitorOptions(LOAD)).toMatchObject({
      stream: { id: 'load/3/load/MW/900000', resolutionMs: 900_000, quantiles: [] },
      rules: {
        baselines: ['persistence', 'seasonal_naive'],
        seasonMs: 604_800_000,
        timeZone: 'UTC',
      },
      scoreIntervalMs: 10_000,
      retentionMs: 21 * 86_400_000,
      leaseMs: 120_000,
    });
    expect(problemsOf({})).toEqual(
      ['model', 'version', 'variable', 'unit', 'resolution'].map(
        (name) => `telemetry/forecast: ${name} is missing. Give it.`,
      ),
    );
  });

  it('say when the market closes: once or several times, by the clocks of the market or of the monitor', () => {
    const closure = (gateClosure: unknown, timeZone = 'Europe/Madrid') =>
      readMonitorOptions({ ...LOAD, timeZone, gateClosure }).gateClosure;
    expect(closure(undefined)).toBeUndefined();
    expect(closure({ at: '12:00' })).toEqual({ at: ['12:00'], timeZone: 'Europe/Madrid' });
    expect(closure({ at: ['06:00', '18:30'], timeZone: 'Europe/Berlin' })).toEqual({
      at: ['06:00', '18:30'],
      timeZone: 'Europe/Berlin',
    });
    expect(problemsOf({ ...LOAD, gateClosure: { at: 'noon', timeZone: 'Mars' } })).toEqual([
      'telemetry/forecast: gateClosure.at is "noon". Use a time of day such as 12:00, or a list of them.',
      'telemetry/forecast: gateClosure.timeZone is "Mars". Use the IANA name of a time zone such as Europe/Madrid.',
    ]);
    expect(problemsOf({ ...LOAD, gateClosure: {} })).toEqual([
      'telemetry/forecast: gateClosure.at is missing. Give a time of day such as 12:00.',
    ]);
    expect(problemsOf({ ...LOAD, gateClosure: { at: [] } })).toHaveLength(1);
  });

  it('are refused with every problem at once, each with its mend', () => {
    expect(
      problemsOf({
        ...LOAD,
        resolution: '15 minutes',
        quantile: [0.5],
        quantiles: [0.1, 1.5],
        intervals: [2],
        capacity: { berlin: -1 },
        scale: 'large',
        store: {},
        timeZone: 'Europe/Nowhere',
        retention: 'P1M',
        siteLabel: { max: 0 },
        clock: { now: 5 },
      }),
    ).toEqual(
      [
        'resolution is "15 minutes". Use a duration from one second to one day, as in PT15M.',
        'quantile is not an option. Did you mean "quantiles"?',
        'quantiles[1] is 1.5. Use a number above 0 and below 1.',
        'intervals[0] is 2. Use a level such as 0.8, or its two quantiles, as in [0.1, 0.9].',
        'capacity has "berlin" with a value that is not above 0. Use a number above 0, an object of such numbers by site, or a function of the site.',
        'scale is "large". Use a number above 0, an object of such numbers by site, or a function of the site.',
        'store is an object. Use what memoryStore(), sqliteStore() or postgresStore() returns.',
        'timeZone is "Europe/Nowhere". Use the IANA name of a time zone such as Europe/Madrid.',
        'retention is "P1M". Use a duration of one hour or more, as in P21D.',
        'siteLabel.max is 0. Use a whole number of sites, 1 to 500.',
        'clock is an object. Use an object with the functions now and monotonic.',
      ].map((problem) => `telemetry/forecast: ${problem}`),
    );
  });

  it.each([
    [{ quantiles: [0.5, 0.1] }, 'quantiles is [0.5,0.1]. List each level once, ascending.'],
    [
      { quantiles: [0.1, 0.9], intervals: [0.5] },
      'intervals has 0.5, for which quantiles needs 0.25 and 0.75. Add them, or leave the interval out.',
    ],
    [
      { quantiles: [0.1, 0.8], intervals: [[0.1, 0.8]] },
      'intervals has [0.1,0.8]. Use two quantiles with the same share outside each, as in [0.1, 0.9].',
    ],
    [
      { leaseMs: 10_000 },
      'leaseMs is 10000, less than three times scoreIntervalMs, 10000. Use 30000 or more.',
    ],
    [
      { capacity: 100, events: { ramp: { window: 'PT20M', shareOfCapacity: 0.2 } } },
      'events.ramp.window is "PT20M". Use a whole number of steps of 900000 ms, at most 1000.',
    ],
    [
      { events: { ramp: { window: 'PT1H', shareOfCapacity: 0.2 } } },
      'events.ramp is given, but capacity is not. Give it: ramps are shares of it.',
    ],
    [
      { events: { peak: { shareOfCapacity: 0.9 } } },
      'events.peak is a share of capacity, which is not given. Give it, or a threshold.',
    ],
    [
      { baselines: { seasonalNaive: true } },
      'baselines.seasonalNaive is true. Use a duration such as P7D, or false.',
    ],
  ])('are refused when they do not fit together: %j', (options, problem) => {
    expect(problemsOf({ ...LOAD, ...options })).toEqual([`telemetry/forecast: ${problem}`]);
  });

  it('reach the scoring rules under the names that those have, and survive the store as JSON', () => {
    const { stream, rules } = readMonitorOptions({
      ...LOAD,
      quantiles: [0.1, 0.5, 0.9],
      intervals: [[0.1, 0.9]],
      capacity: 100,
      baselines: { persistence: false, seasonalNaive: 'P1D' },
      events: { ramp: { window: 'PT1H', shareOfCapacity: 0.2 }, peak: { threshold: 90 } },
      percentages: { above: 5 },
      horizons: ['PT1H', 'PT24H'],
      timeZone: 'Europe/Madrid',
    });

    expect(rules).toMatchObject({
      intervals: [{ level: 0.8, lower: 0, upper: 2 }],
      baselines: ['seasonal_naive'],
      seasonMs: 86_400_000,
      mapeAbove: 5,
      ramp: { windowSteps: 4, shareOfCapacity: 0.2, toleranceSteps: 0 },
      peak: { threshold: 90 },
      expectsCapacity: true,
      lookback: 4,
    });
    const settings: unknown = JSON.parse(JSON.stringify(stream.settings));
    expect(rulesOf({ ...stream, settings: settings as typeof stream.settings })).toEqual(rules);
  });

  it('make the id of the stream from names that may have any character', () => {
    const idOf = (model: string, version: string) =>
      readMonitorOptions({ ...LOAD, model, version }).stream.id;

    expect(idOf('a/b', 'c')).not.toBe(idOf('a', 'b/c'));
    expect(idOf('load', '3')).toBe(idOf('load', '3'));
  });
});
