import { describe, expect, it } from 'vitest';
import { exceptionAttributes } from './exception-attributes.ts';

describe('exceptionAttributes', () => {
  it('gives type, message and stack trace by semantic conventions', () => {
    const error = new RangeError('horizon is 400');
    expect(exceptionAttributes(error)).toEqual({
      'exception.type': 'RangeError',
      'exception.message': 'horizon is 400',
      'exception.stacktrace': error.stack,
    });
  });

  it('tells the chain of causes in the stack trace', () => {
    const error = new Error('outer', { cause: new TypeError('middle', { cause: 'inner' }) });
    const stacktrace = exceptionAttributes(error)['exception.stacktrace'];
    expect(stacktrace).toMatch(
      /^Error: outer\n {4}at [^]*\nCaused by: TypeError: middle\n {4}at [^]*\nCaused by: inner$/,
    );
  });

  it('tells the members of an AggregateError with their causes, indented', () => {
    const error = new AggregateError(
      [new Error('first', { cause: new Error('why') }), 'second'],
      'both failed',
    );
    const stacktrace = exceptionAttributes(error)['exception.stacktrace'];
    expect(stacktrace).toContain('AggregateError: both failed\n    at ');
    expect(stacktrace).toContain('\n  Error 1 of 2: Error: first\n      at ');
    expect(stacktrace).toContain('\n  Caused by: Error: why\n      at ');
    expect(stacktrace).toContain('\n  Error 2 of 2: second');
  });

  it('ends at a cause that comes round again', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(exceptionAttributes(error)['exception.stacktrace']).toMatch(/Caused by: \[Circular\]$/);
  });

  it('is bounded in the number of causes and in length', () => {
    let error = new Error('x'.repeat(100_000));
    for (let depth = 0; depth < 1_000; depth++) error = new Error('outer', { cause: error });
    const attributes = exceptionAttributes(error);
    expect(attributes['exception.stacktrace']?.length).toBeLessThanOrEqual(32_769);
    expect(attributes['exception.stacktrace']?.match(/Caused by/g)?.length).toBeLessThanOrEqual(16);
    const huge = exceptionAttributes(new Error('x'.repeat(100_000)));
    expect(huge['exception.message']).toHaveLength(8_193);
  });

  it.each([
    ['a string', 'boom', { 'exception.type': '_OTHER', 'exception.message': 'boom' }],
    ['null', null, { 'exception.type': '_OTHER', 'exception.message': 'null' }],
    ['undefined', undefined, { 'exception.type': '_OTHER', 'exception.message': 'undefined' }],
    ['a bigint', 5n, { 'exception.type': '_OTHER', 'exception.message': '5n' }],
    ['an empty object', {}, { 'exception.type': '_OTHER' }],
    [
      'an error-like object',
      { name: 'PgError', message: 'gone' },
      {
        'exception.type': 'PgError',
        'exception.message': 'gone',
        'exception.stacktrace': 'PgError: gone',
      },
    ],
  ])('describes %s that was thrown', (_what, thrown, expected) => {
    expect(exceptionAttributes(thrown)).toEqual(expected);
  });

  it('survives errors whose members throw', () => {
    const hostile = new Error('x');
    for (const key of ['name', 'message', 'stack', 'cause', 'code']) {
      Object.defineProperty(hostile, key, {
        get() {
          throw new Error('no');
        },
      });
    }
    expect(exceptionAttributes(hostile)).toEqual({ 'exception.type': '_OTHER' });
  });
});
