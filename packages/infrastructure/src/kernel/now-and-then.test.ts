import { expect, test, vi } from 'vitest';
import { nowAndThen } from './now-and-then.ts';

function counting() {
  let answers = 0;
  return nowAndThen(() => (answers += 1));
}

test('asks at the first call and at each fifth from there', () => {
  const value = counting();
  const calls = Array.from({ length: 11 }, () => value.current());
  expect(calls).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
});

test('asks at once when the answer is in doubt, and then counts from there', () => {
  const value = counting();
  value.current();
  value.current();
  value.doubt();
  expect(Array.from({ length: 6 }, () => value.current())).toEqual([2, 2, 2, 2, 2, 3]);
});

test('asks again each time while there is no answer', () => {
  const ask = vi.fn<() => number | undefined>().mockReturnValueOnce(undefined).mockReturnValue(7);
  const value = nowAndThen(ask);
  expect([value.current(), value.current(), value.current()]).toEqual([undefined, 7, 7]);
  expect(ask).toHaveBeenCalledTimes(2);
});
