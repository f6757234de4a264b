import { expect, test, vi } from 'vitest';
import { observePromise } from './observe-promise.ts';

function observed(result: unknown, how: 'derive' | 'aside' = 'derive') {
  const observer = {
    settled: vi.fn<(value: unknown) => void>(),
    failed: vi.fn<(error: unknown) => void>(),
  };
  return { observer, returned: observePromise(result, observer, how) };
}

test('tells of plain values at once and returns them', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- what is tested
  for (const value of [undefined, null, 0, 'text', {}, { then: 'no function' }]) {
    const { observer, returned } = observed(value);
    expect(returned).toBe(value);
    expect(observer.settled).toHaveBeenCalledExactlyOnceWith(value);
  }
});

test('returns the promise itself when asked to look from aside', async () => {
  const promise = Promise.reject(new Error('down'));
  const { observer, returned } = observed(promise, 'aside');
  expect(returned).toBe(promise);
  await expect(promise).rejects.toThrow('down');
  expect(observer.failed).toHaveBeenCalledOnce();
});

test('survives thenables whose then throws, gives nothing, or cannot be read', () => {
  const hostile = {
    throws: () => {
      throw new Error('then');
    },
    givesNothing: () => undefined,
  };
  for (const then of Object.values(hostile)) {
    // oxlint-disable-next-line unicorn/no-thenable -- what is tested
    const thenable = { then };
    expect(observed(thenable).returned).toBe(thenable);
  }
  // oxlint-disable-next-line unicorn/no-thenable -- what is tested
  const unreadable = Object.defineProperty({}, 'then', {
    get: () => {
      throw new Error('then');
    },
  });
  expect(observed(unreadable).returned).toBe(unreadable);
});
