import { beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from './support/run-program.ts';
import { runThroughCollector, type ThroughCollector } from './support/run-through-collector.ts';

describe.each([
  { protocol: 'http/protobuf', temporality: 'cumulative' },
  { protocol: 'http/json', temporality: 'delta' },
] as const)(
  'every kind of signal, sent by $protocol, $temporality',
  ({ protocol, temporality }) => {
    let result: ThroughCollector;

    beforeAll(async () => {
      result = await runThroughCollector((endpoint) =>
        runProgram('every-signal.ts', {
          endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
        }),
      );
    });

    const span = (name: string) =>
      result.written.flatMap(({ spans }) => spans).find((item) => item.name === name);
    const metric = (name: string) =>
      result.written.flatMap(({ metrics }) => metrics).find((item) => item.name === name);
    const log = (text: string) =>
      result.written
        .flatMap(({ logs }) => logs)
        .find(({ body, eventName }) => body === text || eventName === text);

    test('is accepted by the Collector in full', () => {
      expect(new Set(result.exchanges.map(({ status }) => status))).toEqual(new Set([200]));
      expect(result.refused).toBe(0);
    });

    test('follows the official schema', () => {
      expect(result.problems).toEqual([]);
    });

    test.each(['traces', 'metrics', 'logs'] as const)('loses no %s on the way', (signal) => {
      const { reported, ...others } = result.counts[signal];
      expect(reported).toBeGreaterThan(0);
      expect(others).toEqual({ sent: reported, accepted: reported, written: reported });
    });

    test.each([
      ['test.counter', 'counter', 5],
      ['test.up_down', 'upDownCounter', -2],
      ['test.gauge', 'gauge', -12.5],
      ['test.seen', 'counter', 11],
      ['test.open', 'upDownCounter', -4],
      ['test.level', 'gauge', 1.25],
    ])('%s arrives as a %s of the right value', (name, kind, value) => {
      const points = metric(name)?.points.filter((p) => p.attributes['test.label'] === 'ä');
      expect(metric(name)?.kind).toBe(kind);
      expect(points?.map((point) => point.value)).toEqual([value]);
    });

    test('a histogram arrives with its buckets, sum, least and greatest', () => {
      expect(metric('test.histogram')?.points).toMatchObject([
        {
          count: 5,
          sum: 55.65,
          min: 0.05,
          max: 50,
          buckets: { boundaries: [0.1, 1, 10], counts: [2, 1, 1, 1] },
        },
      ]);
    });

    test('sums carry the chosen temporality, and unit, description and scope are kept', () => {
      expect(metric('test.counter')).toMatchObject({
        temporality,
        unit: '{item}',
        description: 'c',
        scope: { name: 'every-signal', version: '1.2.3' },
      });
    });

    test('a span keeps the types of its attributes, its event, link, kind and status', () => {
      expect(span('every attribute')).toMatchObject({
        kind: 'producer',
        status: { code: 'ok' },
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
        events: [{ name: 'checkpoint', attributes: { step: 1 } }],
        links: [
          {
            traceId: '0af7651916cd43dd8448eb211c80319c',
            spanId: 'b7ad6b7169203331',
            attributes: { 'link.kind': 'follows' },
          },
        ],
      });
    });

    test.each(['internal', 'server', 'client', 'consumer'])('a span of kind %s arrives', (kind) => {
      expect(span(`kind ${kind.toUpperCase()}`)?.kind).toBe(kind);
    });

    test('an exception arrives with its class and the chain of its causes', () => {
      const failed = span('fails');
      expect(failed?.status).toMatchObject({ code: 'error' });
      expect(failed?.attributes['error.type']).toBe('TypeError');
      const [exception] = failed?.events ?? [];
      expect(exception?.attributes).toMatchObject({
        'exception.type': 'TypeError',
        'exception.message': 'no weights',
      });
      expect(exception?.attributes['exception.stacktrace']).toContain('file not found');
    });

    test.each([
      ['trace', 1],
      ['debug', 5],
      ['info', 9],
      ['warn', 13],
      ['error', 17],
      ['fatal', 21],
    ])(
      'a record of level %s arrives with severity %i and the ids of its span',
      (level, severity) => {
        const { traceId, spanId } = span('logs') ?? {};
        expect(log(`a record of level ${level}`)).toMatchObject({
          severityNumber: severity,
          traceId,
          spanId,
          attributes: { level },
        });
      },
    );

    test('an event arrives with its name and nested attributes', () => {
      const event = log('test.happened');
      expect(event?.eventName).toBe('test.happened');
      expect(event?.attributes['nested']).toEqual({ list: [1, 'two', { three: true }] });
    });

    test('an error in a record arrives as exception.*', () => {
      expect(log('with an error')?.attributes).toMatchObject({
        'exception.type': 'RangeError',
        'exception.message': 'out of range',
      });
    });
  },
);
