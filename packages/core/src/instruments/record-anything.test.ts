/** The promise behind the guards, on whatever fast-check thinks of: recording never throws, and only declared things arrive. */
import type { Meter } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.ts';
import { DropLedger } from '../drops/drop-ledger.ts';
import { Notices } from '../notices.ts';
import { createInstruments } from './create-instruments.ts';

const ALLOWED: Readonly<Record<string, (value: unknown) => boolean>> = {
  'a.closed': (value) => value === 'x' || value === 'y',
  'a.flag': (value) => typeof value === 'boolean',
  'a.int': (value) => Number.isSafeInteger(value) && !Object.is(value, -0),
  'a.double': (value) => Number.isFinite(value) && !Object.is(value, -0),
  'a.text': (value) => typeof value === 'string' && value.length > 0 && value.length <= 256,
  'otel.metric.overflow': (value) => value === true,
};

const any = {
  description: 'Anything.',
  stability: 'stable',
  maxSeries: 20,
  attributes: {
    'a.closed': 'required',
    'a.flag': 'recommended',
    'a.int': 'recommended',
    'a.double': 'opt_in',
    'a.text': 'recommended',
  },
} as const;

const catalog = defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: {
    'a.closed': { values: ['x', 'y'], description: 'Closed.' },
    'a.flag': { type: 'boolean', description: 'Flag.' },
    'a.int': { type: 'int', maxValues: 5, description: 'Int.' },
    'a.double': { type: 'double', maxValues: 5, description: 'Double.' },
    'a.text': { type: 'string', maxValues: 5, description: 'Text.' },
  },
  signals: {
    counter: { ...any, name: 'any.counter', kind: 'counter', unit: '{thing}' },
    upDownCounter: { ...any, name: 'any.up_down', kind: 'upDownCounter', unit: '{thing}' },
    histogram: { ...any, name: 'any.histogram', kind: 'histogram', unit: 's', buckets: [1] },
    gauge: { ...any, name: 'any.gauge', kind: 'gauge', unit: '1' },
    observed: { ...any, name: 'any.observed', kind: 'observableGauge', unit: '1' },
  },
});

class Reader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

type Call = (...args: unknown[]) => { add: Call; record: Call };
type Untyped = Record<
  string,
  { add: Call; record: Call; bind: Call; announce: Call; observe: Call }
>;

interface Received {
  readonly value: unknown;
  readonly attributes: object;
}

/** The real SDK, with a look at what it is given. */
function spyingSdk(received: Received[]) {
  const reader = new Reader();
  const real = new MeterProvider({ readers: [reader] });
  const spy = (meter: Meter): Meter =>
    new Proxy(meter, {
      get: (target, method: keyof Meter) => (name: string, options: object) => {
        const instrument = (target[method] as Call).call(target, name, options) as object;
        return new Proxy(instrument, {
          get: (inner, member) => {
            const original: unknown = Reflect.get(inner, member);
            if (member !== 'add' && member !== 'record') {
              return typeof original === 'function' ? original.bind(inner) : original;
            }
            return (value: unknown, attributes: object, context: unknown) => {
              received.push({ value, attributes });
              return (original as Call).call(inner, value, attributes, context);
            };
          },
        });
      },
    });
  const meterProvider = { getMeter: (...args: [string]) => spy(real.getMeter(...args)) };
  return { reader, meterProvider };
}

const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: 0, max: 10 }) },
  fc.constantFrom<unknown>(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 5n),
  fc.double(),
  fc.integer(),
  fc.anything({ withBigInt: true, withDate: true, withSparseArray: true }),
);

const anyAttribute = fc.oneof(
  fc.constantFrom('x', 'y', '', 'z', 0, -0, 1, 2, true, undefined, null),
  fc.string({ unit: 'binary', maxLength: 300 }),
  anyValue,
);

const thrower = () => {
  throw new Error('hostile');
};

/** Made when used: fast-check itself looks into what it generates. */
const hostile = fc.constantFrom<() => unknown>(
  () => new Proxy({}, { get: thrower, ownKeys: thrower, has: thrower }),
  () => ({
    get 'a.text'() {
      return thrower();
    },
    'a.closed': 'x',
  }),
  () => Object.freeze({ 'a.closed': 'x', 'a.int': 1 }),
  () => JSON.parse('{"__proto__": {"a.closed": "x"}, "constructor": 1}') as unknown,
  () => {
    const cyclic: Record<string, unknown> = { 'a.closed': 'y' };
    cyclic['a.text'] = cyclic;
    return cyclic;
  },
);

const anyAttributes = fc.oneof<fc.MaybeWeightedArbitrary<unknown>[]>(
  {
    weight: 6,
    arbitrary: fc.dictionary(fc.constantFrom(...Object.keys(ALLOWED), 'b.unknown'), anyAttribute),
  },
  { weight: 2, arbitrary: hostile },
  fc.anything({ withNullPrototype: true }),
);

const anyCall = fc.record({
  instrument: fc.constantFrom('counter', 'upDownCounter', 'histogram', 'gauge', 'observed'),
  way: fc.constantFrom('direct', 'bound', 'announce'),
  value: anyValue,
  attributes: anyAttributes,
});

function perform(
  instruments: Untyped,
  call: typeof anyCall extends fc.Arbitrary<infer T> ? T : never,
) {
  const instrument = instruments[call.instrument]!;
  const { value, way } = call;
  const attributes: unknown =
    typeof call.attributes === 'function' ? (call.attributes as () => unknown)() : call.attributes;
  if (call.instrument === 'observed') {
    instrument.observe((observe: Call) => observe(value, attributes));
    return;
  }
  const method = 'add' in instrument ? 'add' : 'record';
  if (way === 'announce' && method === 'add') instrument.announce(attributes);
  else if (way === 'bound') instrument.bind(attributes)[method](value);
  else instrument[method](value, attributes);
}

test('recording anything never throws, and only declared things reach the SDK', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { maxLength: 60 }), async (calls) => {
      const received: Received[] = [];
      const { reader, meterProvider } = spyingSdk(received);
      const drops = new DropLedger();
      const instruments = createInstruments(catalog, {
        meterProvider,
        drops,
        notices: new Notices(() => undefined),
      }) as unknown as Untyped;

      for (const call of calls) perform(instruments, call);
      const { resourceMetrics, errors } = await reader.collect();

      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      const exported = metrics.flatMap((metric) =>
        metric.dataPoints.map((point) => point.attributes),
      );
      expect(errors).toEqual([]);
      for (const { value } of received) expect(Number.isFinite(value)).toBe(true);
      for (const attributes of [...exported, ...received.map((entry) => entry.attributes)]) {
        for (const [name, value] of Object.entries(attributes)) {
          expect([name, value, ALLOWED[name]?.(value)]).toEqual([name, value, true]);
        }
      }
      for (const metric of metrics) expect(metric.dataPoints.length).toBeLessThanOrEqual(20);

      // Every measurement is either received or counted as lost.
      const recorded = calls.filter((call) => call.instrument !== 'observed').length;
      const observed = calls.length - recorded;
      expect(received.length + drops.lost('metrics')).toBeGreaterThanOrEqual(recorded);
      expect(received.length + drops.lost('metrics')).toBeLessThanOrEqual(recorded + observed);
    }),
    { numRuns: 300 },
  );
});
