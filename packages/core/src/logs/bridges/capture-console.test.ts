import { context, createContextKey } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withSpan } from '../../spans/with-span.ts';
import { createLogger } from '../create-logger.ts';
import { captureConsole, type CaptureConsoleOptions } from './capture-console.ts';

let t: TestTelemetry;
let out: PassThrough;
let err: PassThrough;
let testConsole: Console;
const realConsole = globalThis.console;
const releases: (() => void)[] = [];

beforeEach(() => {
  t = createTestTelemetry();
  out = new PassThrough({ encoding: 'utf8' });
  err = new PassThrough({ encoding: 'utf8' });
  testConsole = new Console({ stdout: out, stderr: err });
  globalThis.console = testConsole;
});
afterEach(async () => {
  for (const release of releases.splice(0)) release();
  globalThis.console = realConsole;
  await t.dispose();
});

function capture(options: CaptureConsoleOptions = {}): () => void {
  const restore = captureConsole({ providers: t.providers, ...options });
  releases.push(restore);
  return restore;
}
const bodies = () => t.logs().map(({ body }) => body);

describe('captureConsole', () => {
  it.each([
    ['debug', 5, 'stdout'],
    ['log', 9, 'stdout'],
    ['info', 9, 'stdout'],
    ['warn', 13, 'stderr'],
    ['error', 17, 'stderr'],
    ['trace', 1, 'stderr'],
  ] as const)('makes a record of console.%s, severity %i', (method, severityNumber, iostream) => {
    capture();
    console[method]('forecast %s of %d', 'issued', 96, { site: 'DE-7' });
    expect(t.logs()).toMatchObject([
      {
        body: "forecast issued of 96 { site: 'DE-7' }",
        severityNumber,
        attributes: { 'log.iostream': iostream },
        scope: { name: '@fluxora/telemetry-core/console' },
      },
    ]);
  });

  it('prints exactly as before', () => {
    const print = () => {
      console.log('a %s', 'b', { c: 1 });
      console.warn('w');
      console.group('g');
      console.info('indented');
      console.groupEnd();
      console.table([{ a: 1 }]);
    };
    print();
    const before = [out.read(), err.read()] as unknown[];
    capture();
    print();
    expect([out.read(), err.read()]).toEqual(before);
  });

  it('calls the method with the same this and gives its result', () => {
    const log = vi.fn<(...args: unknown[]) => unknown>(function (this: unknown) {
      return this;
    });
    testConsole.log = log;
    capture();
    const receiver = {};
    expect(console.log.call(receiver, 'x')).toBe(receiver);
    expect(log).toHaveBeenCalledWith('x');
    expect(console.log.name).toBe('log');
  });

  it('makes an exception of the first error', () => {
    capture();
    console.error('failed:', new RangeError('no'), new Error('second'));
    expect(t.logs()[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'no',
    });
  });

  it('sends console.trace once, with the place of the call', () => {
    capture();
    console.trace('here');
    expect(bodies()).toEqual(['here']);
    expect(t.logs()[0]?.attributes['code.stacktrace']).toMatch(/^ +at .*capture-console\.test\.ts/);
    expect(err.read()).toMatch(/^Trace: here\n/);
  });

  it('keeps to its level', () => {
    capture({ level: 'warn' });
    console.log('a');
    console.warn('b');
    expect(bodies()).toEqual(['b']);
  });

  it('belongs to the active span', () => {
    capture();
    withSpan('request', { providers: t.providers }, (span) => {
      console.log('x');
      expect(t.logs()).toMatchObject([{ spanId: span.spanContext().spanId }]);
    });
  });

  it('lets through what the console itself throws', () => {
    testConsole.log = () => {
      throw new Error('broken console');
    };
    capture();
    expect(() => console.log('x')).toThrow('broken console');
    console.info('still captured');
    expect(bodies()).toContain('still captured');
  });

  it('survives arguments that cannot be shown twice', () => {
    capture();
    let shown = 0;
    const fickle = {
      get [Symbol.toStringTag]() {
        if (++shown > 1) throw new Error('no');
        return 'x';
      },
    };
    console.log('a');
    console.log(fickle);
    expect(bodies()[0]).toBe('a');
  });
});

describe('a console line is sent once', () => {
  it('to one provider that captures twice, and once to each of two', async () => {
    const other = createTestTelemetry();
    capture();
    capture();
    capture({ providers: other.providers });
    console.log('x');
    expect([bodies(), other.logs().length]).toEqual([['x'], 1]);
    await other.dispose();
  });

  it('though it is what a console method prints on its way', () => {
    testConsole.info = (...args: unknown[]) => console.log('via log', ...args);
    capture();
    console.info('x');
    expect(bodies()).toEqual(['x']);
    expect(out.read()).toBe('via log x\n');
  });

  it('and what a provider prints while it takes a record is not', () => {
    const emit = vi.fn<() => void>(() => console.error('provider says'));
    const loggerProvider = { getLogger: () => ({ emit, enabled: () => true }) };
    capture({ providers: { ...t.providers, loggerProvider } });
    console.log('x');
    expect(emit).toHaveBeenCalledOnce();
  });

  it('and what an exporter prints is not', () => {
    capture();
    context.with(suppressTracing(context.active()), () => console.error('export failed'));
    context.with(context.active().setValue(createContextKey('x'), 1), () => console.log('y'));
    expect(bodies()).toEqual(['y']);
  });

  it('and what our logger writes is not', () => {
    capture();
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    createLogger({ providers: t.providers, console: 'json', level: 'info' }).error('x');
    expect(written).toHaveBeenCalledOnce();
    written.mockRestore();
    expect(bodies()).toEqual(['x']);
  });
});

describe('the end of a capture', () => {
  it('puts the very same methods back when it was the last', () => {
    const methods = () => ({ ...testConsole }) as Record<string, unknown>;
    const before = methods();
    const [first, second] = [capture(), capture()];
    expect(methods()).not.toEqual(before);
    first();
    first();
    console.log('still captured');
    second();
    expect(methods()).toEqual(before);
    console.log('x');
    expect(bodies()).toEqual(['still captured']);
  });

  it('leaves a method alone that somebody wrapped after us, and captures through it again', () => {
    const restore = capture();
    const ours = console.log;
    const theirs = (...args: unknown[]) => ours.apply(console, ['[theirs]', ...args]);
    console.log = theirs;
    restore();
    expect(console.log).toBe(theirs);
    console.log('a');
    expect(bodies()).toEqual([]);
    capture();
    console.log('b');
    expect(bodies()).toEqual(['[theirs] b']);
    console.log = ours;
  });
});
