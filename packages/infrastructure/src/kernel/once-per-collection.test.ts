import { expect, test, vi } from 'vitest';
import { oncePerCollection } from './once-per-collection.ts';

test('reads once for all that ask in one go, and again for the next', async () => {
  const read = vi.fn<() => number>().mockReturnValueOnce(1).mockReturnValueOnce(2);
  const value = oncePerCollection(read);
  expect([value(), value(), value()]).toEqual([1, 1, 1]);
  await Promise.resolve();
  expect([value(), value()]).toEqual([2, 2]);
  expect(read).toHaveBeenCalledTimes(2);
});

test('remembers that there was nothing', () => {
  const read = vi.fn<() => undefined>();
  const value = oncePerCollection(read);
  value();
  value();
  expect(read).toHaveBeenCalledTimes(1);
});
