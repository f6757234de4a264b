import { logs } from '@opentelemetry/api';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setNoticeWriter } from '../notices.ts';
import { drops } from '../drops/drop-ledger.ts';
import { withSpan } from '../spans/with-span.ts';
import { configureLogging } from './configure-logging.ts';
import { createLogger, logger as defaultLogger, type LoggerOptions } from './create-logger.ts';
import type { LogLevel } from './log-level.ts';
import type { LogAttributes } from './logger.ts';

let t: TestTelemetry;
let lines: string[];
let said: string[];
let restore: () => void;
beforeEach(() => {
  said = [];
  setNoticeWriter((message) => said.push(message));
  t = createTestTelemetry();
  lines = [];
  restore = configureLogging({});
});
afterEach(async () => {
  restore();
  await t.dispose();
});

const stream = { write: (line: string) => lines.push(line) };
const create = (options: LoggerOptions = {}) =>
  createLogger({ providers: t.providers, console: 'json', stream, level: 'trace', ...options });
const json = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a record', () => {
  it('goes to OTLP and to the console in parallel', () => {
    create({ name: 'forecast' }).info('forecast issued', { site: 'DE-7', horizon: 96 });
    expect(t.logs()).toMatchObject([
      {
        body: 'forecast issued',
        severityNumber: 9,
        severityText: 'INFO',
        attributes: { site: 'DE-7', horizon: 96 },
        scope: { name: 'forecast' },
      },
    ]);
    expect(json()).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        level: 'info',
        severity_number: 9,
        message: 'forecast issued',
        logger: 'forecast',
        site: 'DE-7',
        horizon: 96,
      },
    ]);
    expect(Date.parse(String(json()[0]?.['timestamp']))).toBe(t.logs()[0]?.timeMs);
  });

  it.each<[LogLevel, number]>([
    ['trace', 1],
    ['debug', 5],
    ['info', 9],
    ['warn', 13],
    ['error', 17],
    ['fatal', 21],
  ])('of level %s has severity %i', (level, severityNumber) => {
    create()[level]('x');
    expect(t.logs()).toMatchObject([{ severityNumber, severityText: level.toUpperCase() }]);
    expect(json()).toMatchObject([{ level, severity_number: severityNumber }]);
  });

  it('carries the ids of the active span', () => {
    const logger = create();
    withSpan('request', { providers: t.providers }, (span) => {
      logger.info('inside');
      const { traceId, spanId } = span.spanContext();
      expect(json()).toMatchObject([{ trace_id: traceId, span_id: spanId, trace_flags: '01' }]);
      expect(t.logs()).toMatchObject([{ traceId, spanId }]);
    });
    logger.info('outside');
    expect(json()[1]).not.toHaveProperty('trace_id');
    expect(t.logs()[1]).not.toHaveProperty('traceId');
  });

  it('does not let attributes overwrite what a line is made of', () => {
    create().info('m', {
      message: 'mine',
      level: 'x',
      trace_id: 'y',
      'service.name': 'z',
      site: 1,
    });
    expect(json()).toMatchObject([
      {
        message: 'm',
        level: 'info',
        'attributes.message': 'mine',
        'attributes.level': 'x',
        'attributes.trace_id': 'y',
        'attributes.service.name': 'z',
        site: 1,
      },
    ]);
    expect(t.logs()[0]?.attributes).toMatchObject({ message: 'mine', level: 'x' });
  });

  it('masks secrets on both sides', () => {
    create({ redact: ['mail', '*.iban'] }).info('x', {
      Password: 'p',
      user: { mail: 'a@b.c', account: { iban: 'DE' } },
      iban: 'kept',
    });
    const masked = {
      Password: '[redacted]',
      user: { mail: '[redacted]', account: { iban: '[redacted]' } },
      iban: 'kept',
    };
    expect(json()).toMatchObject([masked]);
    expect(t.logs()[0]?.attributes).toEqual(masked);
  });

  it('is cut to its limits, and that is counted once per cut', () => {
    create().info('x'.repeat(50_000), { text: 'y'.repeat(50_000) });
    expect(t.drops.counts()).toEqual([{ signal: 'logs', cause: 'oversize', count: 2 }]);
    expect(t.drops.lost()).toBe(0);
    expect(lines[0]?.length).toBeLessThan(70_000);
  });

  it('keeps details that are no attributes', () => {
    const logger = create();
    logger.info('a', [1, 2] as never);
    logger.info('b', 5 as never);
    logger.info('c', new Map([['k', 1]]) as never);
    expect(t.logs().map(({ attributes }) => attributes['details'])).toEqual([[1, 2], 5, { k: 1 }]);
  });

  it.each<[unknown, string]>([
    [undefined, 'null'],
    [null, 'null'],
    [5, '5'],
    [{ a: 1 }, '{"a":1}'],
    [['a'], '["a"]'],
    [Symbol('s'), 'Symbol(s)'],
  ])('takes %o for a message', (message, expected) => {
    create().info(message as string);
    expect(t.logs()[0]?.body).toBe(expected);
  });

  it('never throws, whatever is logged', () => {
    const logger = create();
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
    });
    fc.assert(
      fc.property(anything, anything, (message, details) => {
        lines.length = 0;
        logger.error(message as string, details as LogAttributes);
        logger.child(details as LogAttributes).info(message as string);
        logger.event(message as string, details as LogAttributes);
        expect(json()).toHaveLength(3);
      }),
      { numRuns: 300 },
    );
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    logger.info(hostile as string, hostile);
    logger.child(hostile).info('x');
    logger.event('e', hostile, hostile);
    expect(t.drops.lost()).toBe(0);
  });
});

describe('an error', () => {
  const error = new RangeError('horizon is 400', { cause: new Error('why') });
  const described = {
    'exception.type': 'RangeError',
    'exception.message': 'horizon is 400',
    'exception.stacktrace': expect.stringMatching(
      /^RangeError: horizon is 400\n[^]+Caused by: Error: why\n/,
    ),
  };

  it('is taken as the second argument', () => {
    create().error('forecast failed', error);
    expect(t.logs()).toMatchObject([{ body: 'forecast failed', attributes: described }]);
    expect(json()).toMatchObject([{ message: 'forecast failed', ...described }]);
  });

  it('is taken alone, its message being the record’s', () => {
    create().error(error);
    expect(t.logs()).toMatchObject([{ body: 'horizon is 400', attributes: described }]);
  });

  it('is taken alone, with attributes', () => {
    create().error(error, { site: 'DE-7' });
    expect(t.logs()).toMatchObject([{ attributes: { ...described, site: 'DE-7' } }]);
  });

  it.each(['error', 'err'])('is taken from the attribute %s', (key) => {
    create().error('forecast failed', { [key]: error, site: 'DE-7' });
    expect(t.logs()).toMatchObject([{ attributes: { ...described, site: 'DE-7' } }]);
    expect(t.logs()[0]?.attributes).not.toHaveProperty(key);
  });

  it('stays an attribute when it is the second one', () => {
    create().error(error, { error: new Error('another') });
    expect(t.logs()[0]?.attributes).toMatchObject({ ...described, error: { message: 'another' } });
  });

  it('is an attribute like any other when it is none', () => {
    create().error('x', { error: 'text' });
    expect(t.logs()[0]?.attributes).toEqual({ error: 'text' });
  });

  it('is counted when it is cut', () => {
    create().error('x', new Error('y'.repeat(100_000)));
    expect(t.drops.counts()).toEqual([{ signal: 'logs', cause: 'oversize', count: 2 }]);
  });
});

describe('levels', () => {
  it('below the threshold nothing is written, looked at or counted', () => {
    const logger = create({ level: 'warn' });
    const untouched = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('looked at');
        },
      },
    );
    logger.info('x', untouched);
    logger.event('e', untouched);
    expect([lines, t.logs(), t.drops.counts()]).toEqual([[], [], []]);
    expect(logger.isLevelEnabled('info')).toBe(false);
    expect(logger.isLevelEnabled('warn')).toBe(true);
  });

  it('can be changed at any time, for one logger or for all that have none of their own', () => {
    const own = create({ level: 'error' });
    const { level: _, ...rest } = {
      providers: t.providers,
      console: 'json',
      stream,
      level: 0,
    } as const;
    const follower = createLogger(rest);
    configureLogging({ level: 'debug' });
    expect([own.level, follower.level]).toEqual(['error', 'debug']);
    own.level = 'trace';
    follower.level = 'off';
    expect([own.level, follower.level]).toEqual(['trace', 'off']);
    follower.fatal('x');
    expect(lines).toEqual([]);
  });

  it('passes over a level that is none', () => {
    const logger = create({ level: 'loud' as never });
    expect(logger.level).toBe('info');
    expect(said).toEqual([
      "telemetry/logs: createLogger was given the level 'loud'. Use trace, debug, info, warn, error, fatal or off; it is ignored for now.",
    ]);
    logger.level = 'WARNING' as never;
    expect(logger.level).toBe('warn');
    logger.level = undefined as never;
    expect(logger.level).toBe('warn');
  });
});

describe('a child', () => {
  it('adds its attributes, prepared once', () => {
    let reads = 0;
    const attributes = {
      get site() {
        reads++;
        return 'DE-7';
      },
      password: 'p',
    };
    const child = create({ attributes: { region: 'DE' } }).child(attributes);
    child.info('a', { horizon: 1 });
    child.info('b', { site: 'mine' });
    expect(reads).toBe(1);
    const base = { region: 'DE', password: '[redacted]' };
    expect(t.logs().map((log) => log.attributes)).toEqual([
      { ...base, site: 'DE-7', horizon: 1 },
      { ...base, site: 'mine' },
    ]);
    expect(json()[0]).toMatchObject({ region: 'DE', site: 'DE-7', horizon: 1 });
  });

  it('can have a name, which is the scope', () => {
    create({ name: 'parent' })
      .child({ name: 'child', attributes: { a: 1 } })
      .info('x');
    expect(t.logs()).toMatchObject([{ scope: { name: 'child' }, attributes: { a: 1 } }]);
    expect(json()).toMatchObject([{ logger: 'child' }]);
  });

  it('takes an attribute called name for an attribute', () => {
    create().child({ name: 'DE-7' }).info('x');
    expect(t.logs()).toMatchObject([{ scope: { name: 'app' }, attributes: { name: 'DE-7' } }]);
  });

  it('has the level its parent has now, and then its own', () => {
    const parent = create({ level: 'warn' });
    const child = parent.child({});
    parent.level = 'error';
    expect(child.level).toBe('warn');
    child.level = 'debug';
    expect(parent.level).toBe('error');
  });

  it('stays within the SDK’s limit of attributes together with its ancestors', () => {
    const many = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${prefix}${index}`, index]));
    create()
      .child(many('a'))
      .child(many('b'))
      .error('x', { error: new Error('e'), ...many('c') });
    expect(t.logs()[0]).toMatchObject({ droppedAttributes: 0 });
    expect(Object.keys(t.logs()[0]?.attributes ?? {})).toHaveLength(123);
  });
});

describe('an event', () => {
  it('has a name, and no body unless it is given one', () => {
    const logger = create();
    logger.event('fluxora.forecast.issued', { 'fluxora.site': 'DE-7' });
    logger.event('fluxora.forecast.late', {}, { message: 'late by 5 min', level: 'warn' });
    expect(t.events()).toMatchObject([
      {
        eventName: 'fluxora.forecast.issued',
        attributes: { 'fluxora.site': 'DE-7' },
        severityNumber: 9,
      },
      { eventName: 'fluxora.forecast.late', body: 'late by 5 min', severityNumber: 13 },
    ]);
    expect(t.events()[0]).not.toHaveProperty('body');
    expect(json()).toMatchObject([
      { message: 'fluxora.forecast.issued', 'event.name': 'fluxora.forecast.issued' },
      { message: 'late by 5 min', 'event.name': 'fluxora.forecast.late', level: 'warn' },
    ]);
  });

  it('of an unknown level is info', () => {
    create().event('e', {}, { level: 'loud' as never });
    expect(t.events()).toMatchObject([{ severityNumber: 9 }]);
  });
});

describe('configureLogging', () => {
  it('holds for loggers made before', () => {
    const logger = createLogger({ providers: t.providers, stream });
    configureLogging({ console: 'json', resource: { 'service.name': 'api' }, redact: ['mail'] });
    logger.info('x', { mail: 'a@b.c' });
    expect(json()).toMatchObject([{ 'service.name': 'api', mail: '[redacted]' }]);
  });

  it('leaves alone what is absent, passes over what makes no sense, and can be undone', () => {
    const logger = createLogger({ providers: t.providers, stream });
    const undo = configureLogging({ console: 'json', level: 'error' });
    configureLogging({ console: 'loud' as never, level: 7 as never });
    expect(said).toEqual([
      expect.stringMatching(/configureLogging was given the level 7\. Use trace/),
      expect.stringMatching(/configureLogging was given the console mode 'loud'\. Use auto/),
    ]);
    expect(logger.level).toBe('error');
    logger.error('x');
    expect(json()).toHaveLength(1);
    undo();
    expect(logger.level).toBe('info');
  });

  it('with console off only sends', () => {
    create({ console: 'off' }).info('x');
    expect([lines.length, t.logs().length]).toEqual([0, 1]);
  });
});

describe('without telemetry', () => {
  const options = { console: 'json', stream } as const;

  it('writes to the console only, before an SDK is registered, and sends from then on', async () => {
    const logger = createLogger(options);
    logger.info('before');
    const registered = createTestTelemetry({ globals: true });
    logger.info('after');
    expect(registered.logs().map((log) => log.body)).toEqual(['after']);
    await registered.dispose();
    logger.info('at the end');
    expect(lines).toHaveLength(3);
  });

  it('follows a provider that replaces another', async () => {
    const logger = createLogger(options);
    for (const body of ['first', 'second']) {
      const registered = createTestTelemetry({ globals: true });
      logger.info(body);
      expect(registered.logs()).toMatchObject([{ body }]);
      await registered.dispose();
    }
  });

  it('after shutdown keeps the console and counts what would have been sent', () => {
    configureLogging({ exportEnded: true });
    const before = drops.lost('logs');
    createLogger({ ...options, level: 'info' }).info('late');
    createLogger({ ...options, level: 'info' }).debug('unwanted');
    expect(lines).toHaveLength(1);
    expect(drops.lost('logs') - before).toBe(1);
  });

  it('survives a provider that throws', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    for (const loggerProvider of [
      { getLogger: broken },
      { getLogger: () => ({ emit: broken, enabled: broken }) },
      { getLogger: () => ({ emit: broken, enabled: () => true }) },
    ]) {
      create({ providers: { ...t.providers, loggerProvider } }).info('x');
    }
    expect(lines).toHaveLength(3);
    expect(t.drops.counts()).toEqual([{ signal: 'logs', cause: 'sdk_failed', count: 3 }]);
  });

  it('survives a console that throws', () => {
    const broken = {
      write: () => {
        throw new Error('broken');
      },
    };
    create({ stream: broken }).info('x');
    expect(t.logs()).toHaveLength(1);
  });

  it('has a default logger that is not bound to the providers of its making', async () => {
    expect(logs.getLoggerProvider()).toBeDefined();
    const registered = createTestTelemetry({ globals: true });
    configureLogging({ console: 'off' });
    const { info } = defaultLogger;
    info('x');
    expect(registered.logs()).toMatchObject([{ scope: { name: 'app' } }]);
    await registered.dispose();
  });
});
