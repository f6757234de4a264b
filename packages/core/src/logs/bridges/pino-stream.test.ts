import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { createRequire } from 'node:module';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSpan } from '../../spans/with-span.ts';
import { pinoMixin } from './pino-mixin.ts';
import { pinoStream, type PinoStreamOptions } from './pino-stream.ts';

let t: TestTelemetry;
let lines: string[];
beforeEach(() => {
  t = createTestTelemetry();
  lines = [];
});
afterEach(() => t.dispose());

const destination = { write: (line: string) => lines.push(line) };
const stream = (options: PinoStreamOptions = {}) =>
  pinoStream({ providers: t.providers, destination, ...options });
const attributesOf = (index: number) => t.logs()[index]?.attributes;

describe('pinoMixin', () => {
  it('puts the ids of the active span on each line, at the time of the call', () => {
    const logger = pino({ mixin: pinoMixin() }, destination);
    logger.info('outside');
    withSpan('request', { providers: t.providers }, (span) => {
      logger.info('inside');
      const { traceId, spanId } = span.spanContext();
      expect(JSON.parse(lines[1] ?? '')).toMatchObject({
        trace_id: traceId,
        span_id: spanId,
        trace_flags: '01',
      });
    });
    expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('trace_id');
  });
});

describe('pinoStream', () => {
  it('sends each line, and passes it on unchanged', () => {
    const before = Date.now();
    pino({ name: 'api' }, stream()).info({ site: 'DE-7', nested: { a: [1] } }, 'forecast issued');
    expect(t.logs()).toMatchObject([
      {
        body: 'forecast issued',
        severityNumber: 9,
        severityText: 'INFO',
        attributes: { name: 'api', site: 'DE-7', nested: { a: [1] } },
        scope: { name: '@fluxora/telemetry-core/pino' },
      },
    ]);
    expect(t.logs()[0]?.timeMs).toBeGreaterThanOrEqual(before);
    expect(Object.keys(attributesOf(0) ?? {})).toEqual(['name', 'site', 'nested']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 30,
      msg: 'forecast issued',
      site: 'DE-7',
    });
    expect(lines[0]).toMatch(/\n$/);
  });

  it.each([
    ['trace', 1],
    ['debug', 5],
    ['info', 9],
    ['warn', 13],
    ['error', 17],
    ['fatal', 21],
  ] as const)('gives %s the severity %i', (level, severityNumber) => {
    pino({ level: 'trace' }, stream())[level]('x');
    expect(t.logs()).toMatchObject([{ severityNumber, severityText: level.toUpperCase() }]);
  });

  it('places levels of one’s own between the others', () => {
    const logger = pino({ customLevels: { notice: 35, audit: 70 } }, stream());
    logger.notice('x');
    logger.audit('y');
    expect(t.logs()).toMatchObject([
      { severityNumber: 11, severityText: 'NOTICE' },
      { severityNumber: 24, severityText: 'AUDIT' },
    ]);
  });

  it('understands levels shown as text', () => {
    const formatters = { level: (label: string) => ({ level: label }) };
    pino({ formatters }, stream()).warn('x');
    stream().write('{"level":"Error","msg":"relayed"}\n');
    expect(t.logs()).toMatchObject([
      { severityNumber: 13, severityText: 'WARN' },
      { severityNumber: 17, severityText: 'ERROR', body: 'relayed' },
    ]);
  });

  it('makes an exception of err, keeping what hangs upon it', () => {
    const error = Object.assign(new RangeError('no', { cause: new Error('why') }), { code: 'E42' });
    const logger = pino(stream());
    logger.error(error);
    logger.error({ err: error, site: 1 }, 'forecast failed');
    const described = {
      'exception.type': 'RangeError',
      'exception.message': expect.stringContaining('no'),
      'exception.stacktrace': expect.stringContaining('caused by: Error: why'),
      err: { code: 'E42' },
    };
    expect(t.logs()).toMatchObject([
      { attributes: described },
      { body: 'forecast failed', attributes: { ...described, site: 1 } },
    ]);
  });

  it('honours other names of message and error', () => {
    const keys = { messageKey: 'message', errorKey: 'error' };
    pino(keys, stream(keys)).error({ error: new Error('e') }, 'm');
    expect(t.logs()).toMatchObject([{ body: 'm', attributes: { 'exception.type': 'Error' } }]);
  });

  it.each([
    ['epochTime', pino.stdTimeFunctions.epochTime],
    ['unixTime', pino.stdTimeFunctions.unixTime],
    ['isoTime', pino.stdTimeFunctions.isoTime],
    ['nullTime', pino.stdTimeFunctions.nullTime],
  ])('reads the time of %s', (_name, timestamp) => {
    pino({ timestamp }, stream()).info('x');
    expect(Math.abs((t.logs()[0]?.timeMs ?? 0) - Date.now())).toBeLessThan(2_000);
    expect(attributesOf(0)).toEqual({});
  });

  it('keeps a time it cannot read', () => {
    stream().write('{"level":30,"time":"noonish","msg":"x"}\n');
    expect(attributesOf(0)).toEqual({ time: 'noonish' });
  });

  it('makes an event of a line with an event name', () => {
    pino(stream()).info({ 'event.name': 'fluxora.forecast.issued', site: 1 });
    expect(t.events()).toMatchObject([
      { eventName: 'fluxora.forecast.issued', attributes: { site: 1 } },
    ]);
  });

  it('masks secrets in what it sends', () => {
    pino(stream({ redact: ['mail'] })).info({ password: 'p', user: { mail: 'a@b.c' } });
    expect(attributesOf(0)).toEqual({ password: '[redacted]', user: { mail: '[redacted]' } });
  });

  it('belongs to the active span, or rather to the one on the line', () => {
    const logger = pino({ mixin: pinoMixin() }, stream());
    withSpan('request', { providers: t.providers }, (span) => {
      logger.info('inside');
      const { traceId, spanId } = span.spanContext();
      expect(t.logs()).toMatchObject([{ traceId, spanId }]);
      const ids = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16), trace_flags: '01' };
      stream().write(`${JSON.stringify({ level: 30, msg: 'late', ...ids })}\n`);
      expect(t.logs()[1]).toMatchObject({ traceId: ids.trace_id, spanId: ids.span_id });
      expect(attributesOf(1)).toEqual({});
    });
  });

  it.each(['no json', '[1]', 'null', '', '{"level":30', '"text"'])(
    'takes the line %j as it is',
    (line) => {
      stream().write(`${line}\n`);
      expect(t.logs()).toMatchObject([{ body: line, severityNumber: 9 }]);
      expect(lines).toEqual([`${line}\n`]);
    },
  );

  it('survives a destination and a provider that throw', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    pino(stream({ destination: { write: broken } })).info('x');
    expect(t.logs()).toHaveLength(1);
    const loggerProvider = { getLogger: broken };
    pino(stream({ providers: { ...t.providers, loggerProvider } })).info('x');
    expect(lines).toHaveLength(1);
  });

  it('can be flushed and ended', () => {
    const calls: string[] = [];
    const flushing = { ...destination, flushSync: () => calls.push('flush') };
    const multistream = pino.multistream([{ stream: stream({ destination: flushing }) }]);
    multistream.flushSync();
    multistream.end();
    expect(calls.length).toBeGreaterThan(0);
  });
});

describe('a line is sent once', () => {
  it('behind two streams of one logger', () => {
    const logger = pino(
      { level: 'debug' },
      pino.multistream([
        { level: 'debug', stream: stream() },
        { level: 'debug', stream: stream() },
        { level: 'error', stream: stream() },
      ]),
    );
    const now = Date.now();
    // The same text again is another record.
    for (let index = 0; index < 3; index++) logger.info({ time: now }, 'x');
    logger.child({ a: 1 }).error('y');
    expect(t.logs().map(({ body }) => body)).toEqual(['x', 'x', 'x', 'y']);
    expect(lines).toHaveLength(4);
  });

  it('but twice by two loggers, and to two providers', async () => {
    const other = createTestTelemetry();
    const options = { timestamp: false } as const;
    for (let index = 0; index < 2; index++) pino(options, stream()).info('x');
    expect(t.logs()).toHaveLength(2);
    const elsewhere = stream({ providers: other.providers, destination: false });
    pino(options, pino.multistream([{ stream: stream() }, { stream: elsewhere }])).info('y');
    expect([t.logs().length, other.logs().length]).toEqual([3, 1]);
    await other.dispose();
  });

  it('when one stream passes lines on to another', () => {
    pino(stream({ destination: stream() })).info('x');
    expect([t.logs().length, lines.length]).toEqual([1, 1]);
  });

  it('where OpenTelemetry’s own instrumentation of pino sends it already', async () => {
    const registered = createTestTelemetry({ globals: true });
    const require = createRequire(import.meta.url);
    const instrumentation = loadPinoInstrumentation(require);
    instrumentation.enable();
    const path = require.resolve('pino');
    const cached = require.cache[path];
    delete require.cache[path];
    try {
      const instrumented = require('pino') as typeof pino;
      const bridged = instrumented({ mixin: pinoMixin() }, pinoStream({ destination }));
      bridged.info('x');
      bridged.child({ a: 1 }).info('y');
      expect(registered.logs().map(({ body, scope }) => [body, scope.name])).toEqual([
        ['x', '@opentelemetry/instrumentation-pino'],
        ['y', '@opentelemetry/instrumentation-pino'],
      ]);
      expect(lines).toHaveLength(2);
      instrumented(stream()).info('to another provider');
      expect(t.logs()).toHaveLength(1);
      instrumentation.setConfig({ disableLogSending: true });
      instrumented(pinoStream({ destination })).info('z');
      expect(registered.logs().at(-1)?.scope.name).toBe('@fluxora/telemetry-core/pino');
    } finally {
      instrumentation.disable();
      require.cache[path] = cached;
      await registered.dispose();
    }
  });
});

interface Instrumentation {
  enable(): void;
  disable(): void;
  setConfig(config: { disableLogSending: boolean }): void;
}

/** It comes with the auto-instrumentations, and from there it is taken. */
function loadPinoInstrumentation(require: NodeJS.Require): Instrumentation {
  const from = createRequire(require.resolve('@opentelemetry/auto-instrumentations-node'));
  const { PinoInstrumentation } = from('@opentelemetry/instrumentation-pino') as {
    PinoInstrumentation: new () => Instrumentation;
  };
  return new PinoInstrumentation();
}
