/**
 * Emits every kind of signal, with known values: every-signal.backend.ts knows what is to arrive. Prints the final report.
 */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { instrument } from '@fluxora/telemetry';
import { createInstruments, createLogger, defineCatalog, withSpan } from '@fluxora/telemetry-core';

const telemetry = instrument({ service: 'every-signal', logs: { level: 'trace', console: 'off' } });

const common = { stability: 'stable', attributes: { 'test.label': 'required' } } as const;
const instruments = createInstruments(
  defineCatalog({
    name: 'every-signal',
    version: '1.2.3',
    attributes: {
      'test.label': { values: ['ä', 'b'], description: 'A label with a letter beyond ASCII.' },
    },
    signals: {
      counter: {
        ...common,
        kind: 'counter',
        name: 'test.counter',
        unit: '{item}',
        description: 'c',
      },
      upDown: {
        ...common,
        kind: 'upDownCounter',
        name: 'test.up_down',
        unit: '{item}',
        description: 'u',
      },
      gauge: { ...common, kind: 'gauge', name: 'test.gauge', unit: 'Cel', description: 'g' },
      histogram: {
        ...common,
        kind: 'histogram',
        name: 'test.histogram',
        unit: 's',
        description: 'h',
        buckets: [0.1, 1, 10],
      },
      seen: {
        ...common,
        kind: 'observableCounter',
        name: 'test.seen',
        unit: '{item}',
        description: 'oc',
      },
      open: {
        ...common,
        kind: 'observableUpDownCounter',
        name: 'test.open',
        unit: '{item}',
        description: 'ou',
      },
      level: {
        ...common,
        kind: 'observableGauge',
        name: 'test.level',
        unit: 'Cel',
        description: 'og',
      },
    },
  }),
);

const label = { 'test.label': 'ä' } as const;
instruments.counter.add(2, label);
instruments.counter.add(3, label);
instruments.counter.add(1, { 'test.label': 'b' });
instruments.upDown.add(5, label);
instruments.upDown.add(-7, label);
instruments.gauge.record(-12.5, label);
for (const value of [0.05, 0.5, 5, 50, 0.1]) instruments.histogram.record(value, label);
instruments.seen.observe((observe) => observe(11, label));
instruments.open.observe((observe) => observe(-4, label));
instruments.level.observe((observe) => observe(1.25, label));

const earlier = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};
withSpan(
  'every attribute',
  {
    kind: SpanKind.PRODUCER,
    links: [{ context: earlier, attributes: { 'link.kind': 'follows' } }],
    attributes: {
      string: 'ünïcode ⚡',
      empty: '',
      int: 42,
      negative: -42,
      large: Number.MAX_SAFE_INTEGER,
      double: 0.5,
      boolean: true,
      strings: ['a', 'b'],
      numbers: [1, 2.5],
      booleans: [true, false],
    },
  },
  (span) => {
    span.addEvent('checkpoint', { step: 1 });
    span.setStatus({ code: SpanStatusCode.OK });
  },
);
for (const kind of [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CONSUMER]) {
  withSpan(`kind ${SpanKind[kind]}`, { kind, root: true }, () => undefined);
}
try {
  withSpan('fails', () => {
    throw new TypeError('no weights', { cause: new Error('file not found') });
  });
} catch {
  // Expected: it is recorded and passes through.
}
// More than one batch of 512.
const tracer = trace.getTracer('every-signal', '1.2.3');
for (let index = 0; index < 1_000; index += 1) tracer.startSpan('many').end();

const logger = createLogger({ name: 'every-signal' });
withSpan('logs', () => {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) {
    logger[level](`a record of level ${level}`, { level });
  }
  logger.error('with an error', new RangeError('out of range', { cause: new Error('because') }));
  logger.event('test.happened', { nested: { list: [1, 'two', { three: true }] }, nothing: null });
});

console.log(JSON.stringify(await telemetry.shutdown({ timeoutMs: 10_000 })));
