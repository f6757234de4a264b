import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addHash,
  estimateDistinct,
  mergeInto,
  REGISTER_COUNTS,
  type Registers,
} from './hyper-log-log.ts';
import { UserHasher } from './user-hasher.ts';

/** Deterministic numbers that stand for hashes (Marsaglia's xorshift128): the same seed is the same users. */
function hashes(seed: number): () => number {
  let [a = 1, b = 2, c = 3, d = 4] = [1, 2, 3, 4].map((word) => mix(8 * seed + word));
  const next = (): number => {
    const t = a ^ (a << 11);
    [a, b, c] = [b, c, d];
    d = d ^ (d >>> 19) ^ t ^ (t >>> 8);
    return d;
  };
  return next;
}

/** Spreads a small number over 32 bits (the end of MurmurHash3): neighbouring seeds must not give related users. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

const USERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
/** As many as fit into a few seconds. */
const MAX_SEEDS = 200;
const seedsFor = (users: number): number => Math.max(10, Math.min(MAX_SEEDS, 2_000_000 / users));

/** β of Flajolet et al. (figure 3): the standard error is β/√m, and 1.04/√m for all but small m. */
const BETA: Readonly<Record<number, number>> = { 16: 1.106, 32: 1.07, 64: 1.054, 128: 1.046 };

/** How heavy the tails of the errors are, measured with 20 000 sketches; 3 is normal. */
const KURTOSIS: Readonly<Record<number, number>> = { 16: 12, 32: 5 };

/** Relative errors by registers and users; one pass for all sizes. */
const errors = measureErrors();

function measureErrors(): Map<number, Map<number, number[]>> {
  const result = new Map(
    REGISTER_COUNTS.map((size) => [size as number, new Map<number, number[]>()]),
  );
  for (let seed = 1; seed <= MAX_SEEDS; seed += 1) {
    const next = hashes(seed);
    const sketches = REGISTER_COUNTS.map((size) => new Uint8Array(size));
    let added = 0;
    for (const users of USERS.filter((count) => seed <= seedsFor(count))) {
      for (; added < users; added += 1) {
        const [high, low] = [next(), next()];
        for (const sketch of sketches) addHash(sketch, high, low);
      }
      for (const sketch of sketches) {
        const byUsers = result.get(sketch.length) as Map<number, number[]>;
        const error = estimateDistinct(sketch) / users - 1;
        byUsers.set(users, [...(byUsers.get(users) ?? []), error]);
      }
    }
  }
  return result;
}

describe.each(REGISTER_COUNTS)('a sketch of %i registers', (size) => {
  const stated = (BETA[size] ?? 1.04) / Math.sqrt(size);

  test.each(USERS)('counts %i users with the stated standard error', (users) => {
    const found = errors.get(size)?.get(users) ?? [];
    const rootMeanSquare = Math.sqrt(
      found.reduce((sum, error) => sum + error ** 2, 0) / found.length,
    );
    // The mean square of n errors has, over its expectation, the standard deviation √((kurtosis - 1) / n). Four of them, so
    // that all these comparisons together hold by chance for all but one choice of seeds in a hundred.
    const chance = 4 * Math.sqrt(((KURTOSIS[size] ?? 4) - 1) / found.length);
    expect(rootMeanSquare).toBeLessThan(stated * Math.sqrt(1 + chance));
    // No single one is out of the ordinary. Errors of small sketches lean to the right.
    expect(Math.max(...found.map(Math.abs))).toBeLessThan((size === 16 ? 8 : 5) * stated);
  });

  test.each(USERS)('leans to no side with %i users', (users) => {
    const found = errors.get(size)?.get(users) ?? [];
    const mean = found.reduce((sum, error) => sum + error, 0) / found.length;
    // The standard error of a mean, and what is left of the bias, which is of the order of 1/m.
    expect(Math.abs(mean)).toBeLessThan((4 * stated) / Math.sqrt(found.length) + 1 / size);
  });
});

test('counts nobody as 0 and one as 1', () => {
  const registers = new Uint8Array(256);
  expect(estimateDistinct(registers)).toBe(0);
  addHash(registers, 0x12345678, 0x9abcdef0);
  addHash(registers, 0x12345678, 0x9abcdef0);
  expect(estimateDistinct(registers)).toBeCloseTo(1, 1);
});

test.each([
  ['the first bits choose the register', 0xffffffff, 0, 15, 1],
  ['the rank is the place of the first 1 behind them', 0x00800000, 0, 0, 5],
  ['it goes on in the lower half', 0xf0000000, 0x40000000, 15, 30],
  ['the last bit', 0, 1, 0, 60],
  ['no 1 at all', 0, 0, 0, 61],
])('%s', (_, high, low, register, rank) => {
  const registers = new Uint8Array(16);
  addHash(registers, high | 0, low | 0);
  expect(registers[register]).toBe(rank);
  expect(registers.filter((each) => each > 0)).toHaveLength(1);
});

test('sketches of 1 to 8 replicas merge to that of everybody, exactly', () => {
  const users = fc.array(fc.tuple(fc.integer(), fc.integer()), { maxLength: 300 });
  fc.assert(
    fc.property(
      fc.array(users, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...REGISTER_COUNTS),
      (replicas, size) => {
        const merged = new Uint8Array(size);
        for (const replica of replicas) mergeInto(merged, sketchOf(replica, size));
        expect(merged).toEqual(sketchOf(replicas.flat(), size));
      },
    ),
  );
});

function sketchOf(users: readonly (readonly [number, number])[], size: number): Registers {
  const registers = new Uint8Array(size);
  for (const [high, low] of users) addHash(registers, high, low);
  return registers;
}

test.each([
  ['numbers', (user: number) => String(user)],
  ['addresses', (user: number) => `user-${user}@example.com`],
  ['UUIDs', (user: number) => `00000000-0000-4000-8000-${user.toString(16).padStart(12, '0')}`],
])('ids that differ little, as %s do, are counted as well', (_, idOf) => {
  const stated = 1.04 / Math.sqrt(1_024);
  const found = Array.from({ length: 8 }, (__, key) => {
    const hasher = new UserHasher(`a key of sixteen characters: ${key}`);
    const registers = new Uint8Array(1_024);
    for (let user = 0; user < 20_000; user += 1) {
      hasher.hash(idOf(user));
      addHash(registers, hasher.high, hasher.low);
    }
    return estimateDistinct(registers) / 20_000 - 1;
  });
  expect(Math.max(...found.map(Math.abs))).toBeLessThan(4 * stated);
});
