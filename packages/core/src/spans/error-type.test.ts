import { describe, expect, it } from 'vitest';
import { errorType } from './error-type.ts';

class ForecastError extends Error {}
class DatabaseError extends Error {
  override name = 'error';
}

describe('errorType', () => {
  it.each([
    ['the class of a built-in error', new RangeError('horizon'), 'RangeError'],
    ['the class that does not set its name', new ForecastError('x'), 'ForecastError'],
    ['the class of errors that call themselves "error"', new DatabaseError('x'), 'DatabaseError'],
    [
      'the name an error was given',
      Object.assign(new Error('x'), { name: 'AbortError' }),
      'AbortError',
    ],
    [
      'the code of a plain Error',
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['Error when there is nothing better', new Error('x'), 'Error'],
    ['the name of an error-like object', { name: 'TimeoutError', message: 'x' }, 'TimeoutError'],
    ['the code of an error-like object', { code: 'ENOENT' }, 'ENOENT'],
    ['a DOMException', new DOMException('stop', 'AbortError'), 'AbortError'],
  ])('is %s', (_what, error, expected) => {
    expect(errorType(error)).toBe(expected);
  });

  it.each([
    ['a thrown string', 'boom'],
    ['null', null],
    ['undefined', undefined],
    ['a number', 503],
    ['an object without name or code', {}],
    ['a name with spaces', { name: 'Forecast for DE-7 failed' }],
    ['a name of 1000 characters', { name: 'E'.repeat(1_000) }],
  ])('is _OTHER for %s', (_what, error) => {
    expect(errorType(error)).toBe('_OTHER');
  });

  it('survives an error whose members throw', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('no');
      },
    });
    expect(errorType(hostile)).toBe('_OTHER');
  });
});
