import { expect, test } from 'vitest';
import { createFakeClock } from '@fluxora/telemetry-testing';
import { DistinctUsers, type DistinctUsersSettings } from './distinct-users.ts';

const INTERVAL = 300_000;

function setUp(settings: Partial<DistinctUsersSettings> = {}) {
  const clock = createFakeClock();
  const now = (): number => clock.now();
  const users = new DistinctUsers({
    registers: 16,
    groups: 1,
    intervalMs: INTERVAL,
    now,
    ...settings,
  });
  return {
    users,
    clock,
    /** Adds a user that falls into this register. */
    see: (register: number, group = 0) => users.add(group, register << 28, 1),
    /** What is reported: by "register", or "group/register" where it is not group 0. */
    collect: () => {
      const reported: Record<string, boolean> = {};
      users.collect((group, register, rank) => {
        reported[group === 0 ? register : `${group}/${register}`] = rank > 0;
      });
      return reported;
    },
  };
}

test('reports nobody in the first register only', () => {
  expect(setUp().collect()).toEqual({ 0: false });
  expect(setUp({ groups: 2 }).collect()).toEqual({ 0: false, '1/0': false });
});

test('reports the users of each group', () => {
  const { see, collect } = setUp({ groups: 2 });
  see(3);
  see(5, 1);
  expect(collect()).toEqual({ 0: false, 3: true, '1/0': false, '1/5': true });
});

test('reports a user at every collection of an interval at least, of two and a collection at most', () => {
  const { see, collect, clock } = setUp();
  clock.advance(299_000);
  see(3);
  const seen: boolean[] = [];
  for (let minute = 0; minute < 12; minute += 1) {
    seen.push(collect()[3] ?? false);
    clock.advance(60_000);
  }
  // The present interval ends at the second collection; the one after it has five more.
  expect(seen).toEqual([...Array(7).fill(true), ...Array(5).fill(false)]);
});

test('loses nobody when an export fails, or to another reader', () => {
  const { see, collect, clock } = setUp();
  for (let register = 1; register < 16; register += 1) {
    see(register);
    collect();
    clock.advance(60_000);
    // The one whose export arrives.
    expect(collect()[register]).toBe(true);
    clock.advance(60_000);
  }
});

test('loses nobody when collections are further apart than the interval', () => {
  const { see, collect, clock } = setUp();
  for (let register = 1; register < 16; register += 1) {
    clock.advance(3 * INTERVAL);
    see(register);
    clock.advance(3 * INTERVAL);
    expect(collect()[register]).toBe(true);
  }
});

test('goes on reporting a register that was reported, as empty', () => {
  const { see, collect, clock } = setUp();
  see(3);
  collect();
  clock.advance(INTERVAL);
  collect();
  clock.advance(INTERVAL);
  collect();
  expect(collect()).toEqual({ 0: false, 3: false });
});

test('keeps a register that is seen again', () => {
  const { see, collect, clock } = setUp();
  for (let minute = 0; minute < 30; minute += 1) {
    see(3);
    expect(collect()[3]).toBe(true);
    clock.advance(60_000);
  }
});

test('reports every register from the start if something else reported before', () => {
  const { collect } = setUp({ reportsAll: true });
  expect(Object.values(collect())).toEqual(Array(16).fill(false));
});
