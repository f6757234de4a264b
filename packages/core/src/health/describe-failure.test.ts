import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { describeFailure } from './describe-failure.ts';

const refused = () =>
  Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' });

test.each([
  ['a message', new Error('no rows'), 'no rows'],
  [
    'what really happened',
    new TypeError('fetch failed', { cause: refused() }),
    'fetch failed: connect ECONNREFUSED ::1:5432',
  ],
  ['a cause once', new Error('query: no rows', { cause: new Error('no rows') }), 'query: no rows'],
  [
    'the members of an AggregateError',
    new AggregateError([refused(), new Error('b')]),
    'connect ECONNREFUSED ::1:5432; b',
  ],
  ['a code for want of a message', Object.assign(new Error(), { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
  ['a class for want of both', new RangeError(), 'RangeError'],
  ['a text', 'down', 'down'],
  ['nothing', undefined, 'threw undefined'],
  ['null', null, 'threw null'],
  ['an object without a prototype', Object.create(null), 'threw an object'],
])('tells %s', (_what, thrown, text) => {
  expect(describeFailure(thrown)).toBe(text);
});

it('survives cycles and getters that throw', () => {
  const cyclic = new Error('a');
  cyclic.cause = cyclic;
  expect(describeFailure(cyclic)).toBe('a');
  const hostile = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no');
    },
  });
  expect(describeFailure(hostile)).toBe('Error');
});

it('never throws, whatever was thrown', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (thrown) => {
      expect(typeof describeFailure(thrown)).toBe('string');
    }),
  );
});
