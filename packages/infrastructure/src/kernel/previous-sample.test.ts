import { createFakeClock } from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { PreviousSample } from './previous-sample.ts';

function setUp() {
  const clock = createFakeClock();
  const previous = new PreviousSample<string>(() => clock.monotonic());
  return (name: string, afterMs: number) => {
    clock.advance(afterMs);
    return previous.intervalTo(name);
  };
}

test('has no interval at first, and then the one since the collection before', () => {
  const collect = setUp();
  expect(collect('a', 0)).toBeUndefined();
  expect(collect('b', 60_000)).toEqual({ since: 'a', seconds: 60 });
  expect(collect('c', 60_000)).toEqual({ since: 'b', seconds: 60 });
});

test('gives two readers that collect at the same moment the same long interval', () => {
  const collect = setUp();
  collect('a', 0);
  expect(collect('a of the second', 1)).toBeUndefined();
  expect(collect('b', 59_999)).toEqual({ since: 'a', seconds: 60 });
  expect(collect('b of the second', 1)).toEqual({ since: 'a', seconds: 60.001 });
  expect(collect('c', 59_999)).toEqual({ since: 'b', seconds: 60 });
});

test('reaches back at least a second however often it is asked', () => {
  const collect = setUp();
  const seconds = Array.from({ length: 40 }, () => collect('x', 100)?.seconds);
  expect(seconds.slice(0, 10)).toEqual(Array.from({ length: 10 }));
  for (const each of seconds.slice(10)) {
    expect(each).toBeGreaterThanOrEqual(1);
    expect(each).toBeLessThan(2.1);
  }
});
