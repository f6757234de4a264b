import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { withSpan } from '../../spans/with-span.ts';
import { captureConsole } from './capture-console.ts';
import { winstonTransport, type WinstonTransportOptions } from './winston-transport.ts';

const { format } = winston;

let t: TestTelemetry;
beforeEach(() => {
  t = createTestTelemetry();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await t.dispose();
});

const transport = (options: WinstonTransportOptions = {}) =>
  winstonTransport({ providers: t.providers, ...options });
const create = (options: winston.LoggerOptions = {}) =>
  winston.createLogger({ level: 'silly', transports: [transport()], ...options });
const attributes = () => t.logs().map((log) => log.attributes);

describe('winstonTransport', () => {
  it('sends message, level and metadata', () => {
    create({ defaultMeta: { service: 'api' } }).info('forecast issued', {
      site: 'DE-7',
      nested: { a: 1 },
    });
    expect(t.logs()).toMatchObject([
      {
        body: 'forecast issued',
        severityNumber: 9,
        severityText: 'INFO',
        scope: { name: '@fluxora/telemetry-core/winston' },
      },
    ]);
    expect(attributes()).toEqual([{ service: 'api', site: 'DE-7', nested: { a: 1 } }]);
  });

  it.each([
    [
      'npm',
      winston.config.npm.levels,
      { error: 17, warn: 13, info: 9, http: 7, verbose: 6, debug: 5, silly: 1 },
    ],
    [
      'syslog',
      winston.config.syslog.levels,
      { emerg: 21, alert: 19, crit: 18, error: 17, warning: 13, notice: 10, info: 9, debug: 5 },
    ],
    ['one’s own', { first: 0, second: 1, third: 2 }, { first: 17, second: 9, third: 1 }],
  ])('maps the levels of the set %s', (_set, levels, expected) => {
    const logger = create({ levels, level: Object.keys(levels).at(-1) ?? '' });
    for (const level of Object.keys(levels)) logger.log(level, 'x');
    const sent = t
      .logs()
      .map(({ severityText = '', severityNumber }) => [severityText.toLowerCase(), severityNumber]);
    expect(Object.fromEntries(sent)).toEqual(expected);
  });

  it('keeps to the level of the logger, and to its own', () => {
    const logger = create({ level: 'info', transports: [transport({ level: 'error' })] });
    logger.warn('below mine');
    logger.error('x');
    expect(t.logs()).toHaveLength(1);
    const other = create({ level: 'info' });
    other.debug('below the logger’s');
    other.level = 'debug';
    other.debug('not any more');
    expect(t.logs()).toHaveLength(2);
  });

  it('can be silenced', () => {
    const silent = transport();
    silent.silent = true;
    create({ transports: [silent] }).info('x');
    expect(t.logs()).toHaveLength(0);
  });

  it('takes the message after the formats, without the colours', () => {
    const logger = create({
      format: format.combine(
        format.splat(),
        format.timestamp(),
        format.ms(),
        format.colorize({ all: true }),
        format.simple(),
      ),
    });
    logger.info('%d sites in %s', 3, 'DE', { site: 1 });
    expect(t.logs()).toMatchObject([{ body: '3 sites in DE', severityText: 'INFO' }]);
    expect(attributes()).toEqual([{ site: 1 }]);
  });

  const error = Object.assign(new RangeError('no', { cause: new Error('why') }), { code: 'E42' });
  const described = {
    'exception.type': 'RangeError',
    'exception.message': 'no',
    'exception.stacktrace': expect.stringContaining('Caused by: Error: why'),
  };
  it.each<[string, winston.LoggerOptions, (logger: winston.Logger) => void, string]>([
    ['as the record', {}, (logger) => logger.error(error), 'no'],
    [
      'as the record, with format.errors',
      { format: format.errors({ stack: true, cause: true }) },
      (logger) => logger.error(new RangeError('no', { cause: new Error('why') })),
      'no',
    ],
    ['as metadata', {}, (logger) => logger.error('failed', error), 'failed no'],
    ['under the key error', {}, (logger) => logger.error('failed', { error, site: 1 }), 'failed'],
    ['under the key err', {}, (logger) => logger.error('failed', { err: error }), 'failed'],
    [
      'as the message of an object',
      {},
      (logger) => logger.log({ level: 'error', message: error as never }),
      'no',
    ],
  ])('finds an error %s', (_how, options, log, body) => {
    log(create(options));
    expect(t.logs()).toMatchObject([{ body, attributes: described, severityNumber: 17 }]);
    expect(attributes()[0]).not.toHaveProperty('stack');
    expect(attributes()[0]).not.toHaveProperty('cause');
  });

  it('makes an exception of a bare stack', () => {
    create().log({ level: 'error', message: 'failed', stack: 'TypeError: gone\n    at here' });
    expect(attributes()).toEqual([
      {
        'exception.type': 'TypeError',
        'exception.message': 'gone',
        'exception.stacktrace': 'TypeError: gone\n    at here',
      },
    ]);
  });

  it('masks secrets', () => {
    create({ transports: [transport({ redact: ['mail'] })] }).info('x', {
      password: 'p',
      mail: 'a@b.c',
    });
    expect(attributes()).toEqual([{ password: '[redacted]', mail: '[redacted]' }]);
  });

  it('belongs to the active span, or rather to the ids of the record', () => {
    const logger = create();
    withSpan('request', { providers: t.providers }, (span) => {
      logger.info('inside');
      expect(t.logs()).toMatchObject([{ traceId: span.spanContext().traceId }]);
      const ids = { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) };
      logger.info('late', ids);
      expect(t.logs()[1]).toMatchObject({ traceId: ids.trace_id, spanId: ids.span_id });
      expect(attributes()[1]).toEqual({});
    });
  });

  it('leaves uncaught exceptions to those who ask for them', () => {
    const info = {
      level: 'error',
      message: 'uncaught',
      exception: true,
      stack: 'Error: x',
      os: {},
    };
    create().log({ ...info });
    expect(t.logs()).toHaveLength(0);
    const handling = transport({ handleExceptions: true });
    create({ transports: [handling] }).log({ ...info });
    process.removeAllListeners('uncaughtException');
    expect(t.logs()).toMatchObject([{ body: 'uncaught' }]);
    expect(attributes()).toEqual([
      {
        'exception.type': 'Error',
        'exception.message': 'x',
        'exception.stacktrace': 'Error: x',
      },
    ]);
  });

  it('works in a container, can be removed, and lets the logger end', async () => {
    const mine = transport();
    const logger = create({ transports: [mine] });
    const child = logger.child({ request: 7 });
    child.info('x');
    expect(attributes()).toEqual([{ request: 7 }]);
    const ended = new Promise((finish) => logger.on('finish', finish));
    logger.end();
    await ended;
    const other = create({
      transports: [
        transport(),
        new winston.transports.Stream({
          stream: new Writable({ write: (_c, _e, done) => done() }),
        }),
      ],
    });
    other.remove(other.transports[0] as winston.transport);
    other.info('y');
    expect(t.logs()).toHaveLength(1);
  });

  it('survives records that cannot be read and a provider that throws', () => {
    // winston's own formats would throw at it.
    const logger = create({ format: { transform: (info) => info } });
    const hostile = {
      level: 'info',
      message: 'x',
      get bad(): never {
        throw new Error('no');
      },
    };
    logger.log(hostile);
    expect(attributes()).toMatchObject([{ bad: '[unreadable: no]' }]);
    const loggerProvider = {
      getLogger: () => {
        throw new Error('broken');
      },
    };
    create({ transports: [transport({ providers: { ...t.providers, loggerProvider } })] }).info(
      'x',
    );
    expect(t.logs()).toHaveLength(1);
  });
});

describe('a record is sent once', () => {
  it('by two transports of one logger', () => {
    create({ transports: [transport(), transport({ level: 'silly' })] }).info('x');
    expect(t.logs()).toHaveLength(1);
  });

  it('but to two providers', async () => {
    const other = createTestTelemetry();
    create({ transports: [transport(), transport({ providers: other.providers })] }).info('x');
    expect([t.logs().length, other.logs().length]).toEqual([1, 1]);
    await other.dispose();
  });

  it.each([
    ['after ours', false],
    ['before ours', true],
  ])(
    'beside a captured console that winston prints through, its Console %s',
    async (_where, isFirst) => {
      const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      const restore = captureConsole({ providers: t.providers });
      try {
        const print = new winston.transports.Console({ forceConsole: true });
        const logger = create({
          transports: isFirst ? [print, transport()] : [transport(), print],
        });
        logger.info('forecast issued', { site: 1 });
        logger.info('forecast issued', { site: 1 });
        console.log('something else');
        await Promise.resolve();
        expect(printed).toHaveBeenCalledTimes(3);
        const sent = t.logs().map(({ body, scope }) => [body, scope.name.split('/').at(-1)]);
        expect(sent).toEqual([
          ['forecast issued', 'winston'],
          ['forecast issued', 'winston'],
          ['something else', 'console'],
        ]);
        expect(t.logs()[0]?.attributes).toEqual({ site: 1 });
      } finally {
        restore();
      }
    },
  );

  it('beside a captured console, winston printing to stdout', async () => {
    const stdout = (console as unknown as { _stdout: NodeJS.WriteStream })._stdout;
    const written = vi.spyOn(stdout, 'write').mockReturnValue(true);
    const restore = captureConsole({ providers: t.providers });
    create({ transports: [new winston.transports.Console(), transport()] }).info('x');
    await Promise.resolve();
    restore();
    expect(written).toHaveBeenCalledOnce();
    expect(t.logs()).toHaveLength(1);
  });

  it('where OpenTelemetry’s own transport sends it already', async () => {
    const registered = createTestTelemetry({ globals: true });
    class OpenTelemetryTransportV3 extends winston.transports.Stream {}
    const theirs = new OpenTelemetryTransportV3({
      stream: new Writable({ write: (_c, _e, done) => done() }),
    });
    winston.createLogger({ transports: [theirs, winstonTransport()] }).info('x');
    expect(registered.logs()).toHaveLength(0);
    winston.createLogger({ transports: [winstonTransport()] }).info('x');
    expect(registered.logs()).toHaveLength(1);
    await registered.dispose();
  });
});
