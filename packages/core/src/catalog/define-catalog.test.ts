import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, test } from 'vitest';
import { TelemetryError } from '../telemetry-error.ts';
import type { SignalDeclaration } from './catalog.ts';
import { catalogSignals, metricSignals } from './catalog-signals.ts';
import { defineCatalog } from './define-catalog.ts';
import { metricNameProblems, signalNameProblems } from './name-rules.ts';

/** What plain JavaScript may pass. */
const declare = defineCatalog as unknown as (catalog: unknown) => unknown;

function problemsOf(catalog: unknown): readonly string[] {
  try {
    declare(catalog);
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'catalog.invalid') return error.problems;
    throw error;
  }
  return [];
}

const counter = {
  name: 'job.runs',
  kind: 'counter',
  unit: '{run}',
  description: 'Runs of jobs.',
  stability: 'stable',
};

const attribute = { values: ['a', 'b'], description: 'An attribute.' };

function withSignal(signal: object, attributes: object = {}) {
  return {
    name: 'test',
    version: '1.0.0',
    attributes,
    signals: { runs: { ...counter, ...signal } },
  };
}

function withAttribute(declaration: unknown, name = 'job.name', level = 'required') {
  return withSignal({ attributes: { [name]: level } }, { [name]: declaration });
}

const onHistogram = (signal: object) =>
  withSignal({ kind: 'histogram', name: 'job.duration', unit: 's', ...signal });

describe('a valid catalog', () => {
  const catalog = defineCatalog({
    name: 'test',
    version: '1.0.0',
    attributes: {
      'job.name': { type: 'string', maxValues: 10, description: 'Name.' },
      'job.tags.*': { type: 'string[]', description: 'Tags.' },
    },
    signals: {
      runs: {
        name: 'job.runs',
        kind: 'counter',
        unit: '{run}',
        description: 'Runs.',
        stability: 'stable',
        attributes: { 'job.name': 'required' },
      },
      run: {
        name: 'job.run',
        kind: 'span',
        spanKind: 'internal',
        description: 'A run.',
        stability: 'stable',
        attributes: { 'job.tags.*': 'opt_in' },
      },
      stalled: {
        name: 'job.stalled',
        kind: 'event',
        severity: 'warn',
        description: 'It stalled.',
        stability: 'development',
      },
    },
  });

  test('is returned deeply frozen', () => {
    const parts = [
      catalog,
      catalog.attributes,
      catalog.attributes['job.name'],
      catalog.signals,
      catalog.signals.runs,
      catalog.signals.runs.attributes,
    ];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
  });

  test('is a copy: the declaration stays the caller’s to change', () => {
    const declaration = withSignal({});
    declare(declaration);
    declaration.signals.runs.unit = '{job}';
    expect(declaration.signals.runs.unit).toBe('{job}');
  });

  test('survives JSON unchanged, so that other programs can read it', () => {
    expect(JSON.parse(JSON.stringify(catalog))).toEqual(catalog);
  });

  test('lists its signals in order of declaration, and its metrics apart', () => {
    expect(catalogSignals(catalog).map((signal) => signal.name)).toEqual([
      'job.runs',
      'job.run',
      'job.stalled',
    ]);
    expect(metricSignals(catalog).map((signal) => signal.unit)).toEqual(['{run}']);
  });

  test.each([
    ['counter', {}],
    ['upDownCounter', {}],
    ['histogram', { buckets: [1, 2] }],
    ['gauge', {}],
    ['observableCounter', {}],
    ['observableUpDownCounter', {}],
    ['observableGauge', {}],
  ])('may declare a %s', (kind, extra) => {
    expect(problemsOf(withSignal({ kind, ...extra }))).toEqual([]);
  });
});

describe('a wrong catalog', () => {
  test('is refused with every problem at once, each with its value and the mend', () => {
    const catalog = {
      name: '',
      version: '1.0.0',
      attributes: { 'job.id': { type: 'string', description: 'Id.' } },
      signals: {
        duration: {
          ...counter,
          name: 'job.duration',
          unit: 'ms',
          attributes: { 'job.id': 'required' },
        },
        again: { ...counter, name: 'job.duration' },
      },
    };
    expect(problemsOf(catalog)).toEqual([
      'telemetry/catalog: name is "". Use the name of the package.',
      'telemetry/catalog: "job.duration" has unit "ms". Declare "s" and record seconds.',
      'telemetry/catalog: "job.duration" carries "job.id", which is unbounded. Give the attribute values or maxValues.',
      'telemetry/catalog: "job.duration" of "again" is also the name of "duration". Give each signal its own name.',
    ]);
  });

  test.each([
    ['nothing', undefined, /the catalog is undefined\. Pass an object/],
    ['a list', [], /the catalog is \[\]\. Pass an object/],
    ['no signals', { name: 'a', version: '1', attributes: {} }, /signals is undefined/],
    ['no attributes', { name: 'a', version: '1', signals: {} }, /attributes is undefined/],
    ['a misspelt member', { ...withSignal({}), atributes: {} }, /unknown member "atributes"/],
    [
      'a signal that is no object',
      { ...withSignal({}), signals: { runs: 5 } },
      /signal "runs" is 5/,
    ],
    [
      'a signal without a name',
      withSignal({ name: undefined }),
      /signal "runs" has name undefined/,
    ],
    ['an unknown kind', withSignal({ kind: 'meter' }), /has kind "meter"\. Use one of counter/],
    ['an unknown stability', withSignal({ stability: 'beta' }), /has stability "beta"/],
    ['an unknown requirement', withSignal({ requirement: 'must' }), /has requirement "must"/],
    ['no description', withSignal({ description: ' ' }), /has no description/],
    ['a misspelt member of a signal', withSignal({ bukets: [] }), /unknown member "bukets"/],
    [
      'a key that is no name',
      { ...withSignal({}), signals: { 'a b': counter } },
      /has the key "a b"/,
    ],
    ['a span kind on a metric', withSignal({ spanKind: 'server' }), /unknown member "spanKind"/],
    [
      'a span without a span kind',
      withSignal({ kind: 'span', unit: undefined }),
      /has spanKind undefined/,
    ],
    ['an event without severity', withSignal({ kind: 'event' }), /has severity undefined/],
    [
      'a unit on an event',
      withSignal({ kind: 'event', severity: 'info' }),
      /unknown member "unit"/,
    ],
    [
      'attributes that are no object',
      withSignal({ attributes: ['a.b'] }),
      /has attributes \["a\.b"\]/,
    ],
  ])('is refused for %s', (_, catalog, problem) => {
    expect(problemsOf(catalog)).toContainEqual(expect.stringMatching(problem));
  });

  test('tells two metrics that Prometheus would merge', () => {
    const catalog = {
      ...withSignal({}),
      signals: {
        a: { ...counter, name: 'job.run_count' },
        b: { ...counter, name: 'job.run.count' },
      },
    };
    expect(problemsOf(catalog)).toEqual([
      'telemetry/catalog: "job.run.count" of "b" is also the name of "a". Give each signal its own name.',
    ]);
  });

  test('lets a span and a metric share a name: they never meet', () => {
    const span = { ...counter, kind: 'span', spanKind: 'internal', unit: undefined };
    const { unit: _, ...spanOnly } = span;
    expect(problemsOf({ ...withSignal({}), signals: { a: counter, b: spanOnly } })).toEqual([]);
  });
});

describe('the unit of a metric', () => {
  test.each([
    ['ms', 'Declare "s" and record seconds.'],
    ['µs', 'Declare "s" and record seconds.'],
    ['seconds', 'Declare "s" and record seconds.'],
    ['h', 'Declare "s" and record seconds.'],
    ['B', 'Declare "By" and record bytes.'],
    ['bytes', 'Declare "By" and record bytes.'],
    ['MB', 'Declare "By" and record bytes.'],
    ['kW.h', 'Declare "kWh".'],
    ['EUR/MW.h', 'Declare "EUR/MWh".'],
    ['{job}/m', '"per minute"'],
    ['kW/m', '"per minute"'],
    ['requests', 'Declare "{request}".'],
    ['percent', 'Declare "1" and record a fraction, 0.05 for 5 %.'],
    ['{two words}', 'one word in braces'],
    ['{job', 'one word in braces'],
    ['k W', 'Take it out.'],
    ['', 'Declare "1"'],
    ['x'.repeat(64), 'Use at most 63.'],
    [undefined, 'Declare one, as in "s"'],
    ['constructor', 'Declare "{constructor}".'],
  ])('is refused as %j, with the mend', (unit, mend) => {
    const problems = problemsOf(withSignal({ kind: 'gauge', unit }));
    expect(problems).toEqual([expect.stringContaining(mend)]);
    expect(problems[0]).toMatch(/^telemetry\/catalog: "job\.runs" has unit /);
  });

  test.each(['upDownCounter', 'observableUpDownCounter'])('is not "1" on an %s', (kind) => {
    expect(problemsOf(withSignal({ kind, unit: '1' }))).toEqual([
      'telemetry/catalog: "job.runs" has unit "1", which Prometheus turns into a ratio. Declare what it counts, as in "{job}".',
    ]);
  });

  test.each([
    's',
    'By',
    '1',
    '%',
    'kW',
    'kWh',
    'MWh',
    'EUR/MWh',
    'W/m2',
    'Cel',
    '{job}',
    '{job}/s',
    'By/{request}',
    'kcal',
  ])('may be %s on a gauge', (unit) => {
    expect(problemsOf(withSignal({ kind: 'gauge', unit }))).toEqual([]);
  });
});

describe('the name of a metric', () => {
  test.each([
    ['job.runs_total', 'contains "total". Leave it out: Prometheus adds it'],
    ['job.hit.ratio', 'contains "ratio". Leave it out'],
    ['job.duration_seconds', 'contains "seconds". Leave it out and say it in the unit.'],
    ['job.duration_ms', 'contains "ms"'],
    ['job.payload.bytes', 'contains "bytes"'],
    ['job.error_percent', 'contains "percent"'],
    ['grid.load_kw', 'contains "kw"'],
    ['Job.runs', 'is not a valid name'],
    ['job.Runs', 'is not a valid name'],
    ['1job.runs', 'is not a valid name'],
    ['job..runs', 'is not a valid name'],
    ['job.runs.', 'is not a valid name'],
    ['job.run-count', 'is not a valid name'],
    ['job/runs', 'is not a valid name'],
    ['jöb.runs', 'is not a valid name'],
    ['', 'is not a valid name'],
    ['runs', 'has no namespace'],
    [`job.${'x'.repeat(252)}`, 'is 256 characters long. Use at most 255.'],
  ])('is refused as %j', (name, problem) => {
    expect(problemsOf(withSignal({ name }))).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    'fluxora.forecast.day_ahead.requests',
    'fluxora.meter.readings',
    'fluxora.forecast.horizon',
    'nodejs.eventloop.delay.min',
  ])('may be %s', (name) => {
    expect(problemsOf(withSignal({ name }))).toEqual([]);
  });

  test('may be any of OpenTelemetry’s own, but for those that break its own rules', () => {
    const names = Object.entries(semconv)
      .filter(([key]) => key.startsWith('METRIC_'))
      .map(([, name]) => String(name));
    expect(names.length).toBeGreaterThan(400);
    const refused = names.filter(
      (name) => [...signalNameProblems(name), ...metricNameProblems(name)].length > 0,
    );
    expect(refused).toMatchInlineSnapshot(`
      [
        "dotnet.gc.heap.total_allocated",
        "hw.fan.speed_ratio",
      ]
    `);
  });
});

describe('the buckets of a histogram', () => {
  test.each([
    [undefined, 'List upper bounds'],
    [[], 'List upper bounds'],
    ['1, 2', 'List upper bounds'],
    [[1, 1], 'each above the one before'],
    [[2, 1], 'each above the one before'],
    [[1, Number.POSITIVE_INFINITY], 'each above the one before'],
    [[Number.NaN], 'each above the one before'],
    [['1', '2'], 'each above the one before'],
  ])('are refused as %j', (buckets, mend) => {
    expect(problemsOf(onHistogram({ buckets }))).toEqual([expect.stringContaining(mend)]);
  });

  test('may begin below 0', () => {
    expect(problemsOf(onHistogram({ buckets: [-1, 0, 0.5] }))).toEqual([]);
  });

  test('are refused on anything else', () => {
    expect(problemsOf(withSignal({ buckets: [1] }))).toEqual([
      'telemetry/catalog: "job.runs" has buckets but is a counter. Declare a histogram, or leave the buckets out.',
    ]);
  });
});

describe('the series limit of a metric', () => {
  test.each([1, 0, -5, 2001, 1.5, '10', Number.NaN])('is refused as %j', (maxSeries) => {
    expect(problemsOf(withSignal({ maxSeries }))).toEqual([
      expect.stringMatching(/has maxSeries .*Use a whole number from 2 to 2000/),
    ]);
  });
});

describe('an attribute', () => {
  test.each([
    ['no description', { values: ['a'] }, 'has no description'],
    ['neither values nor type', { description: 'x' }, 'has type undefined. Declare values'],
    ['an unknown type', { ...attribute, values: undefined, type: 'number' }, 'has type "number"'],
    ['values and type', { ...attribute, type: 'string' }, 'has both values and type'],
    ['values and maxValues', { ...attribute, maxValues: 2 }, 'has both values and maxValues'],
    ['empty values', { ...attribute, values: [] }, 'has values []. List at least one.'],
    [
      'values that are no list',
      { ...attribute, values: 'a' },
      'has values "a". List at least one.',
    ],
    ['an empty string as a value', { ...attribute, values: ['a', ''] }, 'has "" among its values'],
    ['NaN as a value', { ...attribute, values: [Number.NaN] }, 'has NaN among its values'],
    ['null as a value', { ...attribute, values: [null] }, 'has null among its values'],
    ['an object as a value', { ...attribute, values: [{}] }, 'has an object among its values'],
    ['a value twice', { ...attribute, values: ['a', 'b', 'a'] }, 'lists "a" twice'],
    [
      'values of two types',
      { ...attribute, values: ['a', 1] },
      'has values of several types: "a", 1',
    ],
    ['a bound of 0', { type: 'string', maxValues: 0, description: 'x' }, 'has maxValues 0'],
    [
      'a bound beyond the SDK’s',
      { type: 'string', maxValues: 2001, description: 'x' },
      'has maxValues 2001',
    ],
    ['a misspelt member', { ...attribute, maxValue: 2 }, 'has an unknown member "maxValue"'],
    ['no declaration', null, 'is null. Declare an object'],
  ])('is refused with %s', (_, declaration, problem) => {
    const catalog = { ...withSignal({}), attributes: { 'job.name': declaration } };
    expect(problemsOf(catalog)).toContainEqual(
      expect.stringContaining(`telemetry/catalog: attribute "job.name" ${problem}`),
    );
  });

  test.each([
    ['Job.name', 'is not a valid name'],
    ['job name', 'is not a valid name'],
    ['__proto__', 'is not a valid name'],
    ['job.*.name', 'is not a valid name'],
    ['le', 'is reserved'],
    ['otel.metric.overflow', 'is reserved'],
  ])('is refused under the name %s', (name, problem) => {
    const attributes = Object.fromEntries([[name, attribute]]);
    expect(problemsOf({ ...withSignal({}), attributes })).toEqual([
      expect.stringContaining(`attribute "${name}" ${problem}`),
    ]);
  });

  test('is refused when Prometheus cannot tell it from another', () => {
    const attributes = { 'job.name': attribute, job_name: attribute };
    expect(problemsOf({ ...withSignal({}), attributes })).toEqual([
      'telemetry/catalog: attribute "job_name" and "job.name" are the same label in Prometheus. Rename one.',
    ]);
  });

  test('must be declared before a signal carries it', () => {
    expect(problemsOf(withSignal({ attributes: { 'job.name': 'required' } }))).toEqual([
      'telemetry/catalog: "job.runs" carries "job.name", which is not declared. Add it to the catalog\'s attributes.',
    ]);
  });

  test('is not taken from the prototype of the declarations', () => {
    expect(problemsOf(withSignal({ attributes: { constructor: 'required' } }))).toEqual([
      expect.stringContaining('carries "constructor", which is not declared'),
    ]);
  });

  test('is asked for at a known level', () => {
    expect(problemsOf(withAttribute(attribute, 'job.name', 'always'))).toEqual([
      expect.stringContaining('asks for "job.name" at level "always". Use one of required'),
    ]);
  });

  test.each([
    ['unbounded', { type: 'string', description: 'x' }, 'job.id', 'which is unbounded'],
    ['a list', { type: 'string[]', description: 'x' }, 'job.tags', 'of type string[]'],
    ['many names', { type: 'string', description: 'x' }, 'job.tags.*', 'single attributes only'],
  ])('does not go on a metric when it is %s', (_, declaration, name, problem) => {
    expect(problemsOf(withAttribute(declaration, name))).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  test('may be unbounded on spans and events', () => {
    const { unit: _, ...span } = { ...counter, kind: 'span', spanKind: 'internal' };
    const signals = {
      run: { ...span, attributes: { 'job.id': 'required', 'job.tags.*': 'opt_in' } },
    };
    const attributes = {
      'job.id': { type: 'string', description: 'x' },
      'job.tags.*': { type: 'string[]', description: 'x' },
    };
    expect(problemsOf({ name: 'test', version: '1', attributes, signals })).toEqual([]);
  });

  test('needs no bound when it is a boolean', () => {
    expect(problemsOf(withAttribute({ type: 'boolean', description: 'x' }))).toEqual([]);
  });
});

test('a declaration read from JSON is checked like one in code', () => {
  const signal = JSON.parse(JSON.stringify(counter)) as SignalDeclaration;
  const catalog = defineCatalog({
    name: 'a',
    version: '1',
    attributes: {},
    signals: { a: signal },
  });
  expect(catalogSignals(catalog)).toEqual([signal]);
});
