/**
 * HyperLogLog (Flajolet et al. 2007): each user falls into one of m registers, and each register keeps the highest rank seen.
 * Registers of several processes and times are merged by their maximum, which is the sketch of the union, exactly.
 */

/** Powers of two. 1024 is the last that fits into the series an instrument may have. */
export const REGISTER_COUNTS = [16, 32, 64, 128, 256, 512, 1_024] as const;
export type RegisterCount = (typeof REGISTER_COUNTS)[number];
export const MAX_REGISTERS = 1_024;

/** One register per element, 0 for an empty one. Its length is one of {@link REGISTER_COUNTS}. */
export type Registers = Uint8Array;

/**
 * Adds the element with this 64-bit hash. Its upper bits choose the register; its rank is the place of the first 1 in the rest.
 *
 * @param high - Upper 32 bits. @param low - Lower 32 bits.
 */
export function addHash(registers: Registers, high: number, low: number): void {
  const indexBits = 31 - Math.clz32(registers.length);
  const index = high >>> (32 - indexBits);
  const rest = high << indexBits;
  const rank = rest === 0 ? 33 - indexBits + Math.clz32(low) : 1 + Math.clz32(rest);
  if (rank > (registers[index] as number)) registers[index] = rank;
}

/** Takes every register's maximum into `target`. Both have the same length. */
export function mergeInto(target: Registers, source: Registers): void {
  for (let index = 0; index < target.length; index += 1) {
    const rank = source[index] as number;
    if (rank > (target[index] as number)) target[index] = rank;
  }
}

/**
 * Estimates how many distinct elements were added. Standard error 1.04/√m of the true number, at any size.
 *
 * The improved raw estimator of Ertl (2017, arXiv:1702.01284, eq. 13), which needs neither a switch between two formulas nor
 * tables: α·m² / (m·σ(x) + Σ 2^-rank over the registers that are not empty), x being the share of empty ones. The end of the
 * range is left out: with a 64-bit hash it begins beyond 10^15. α carries the correction for small m of Flajolet et al.
 *
 * `distinctUsersRules` computes the same in PromQL.
 */
export function estimateDistinct(registers: Registers): number {
  const size = registers.length;
  let empty = 0;
  let sum = 0;
  for (const rank of registers) {
    if (rank === 0) empty += 1;
    else sum += 2 ** -rank;
  }
  if (empty === size) return 0;
  return (alpha(size) * size ** 2) / (size * sigma(empty / size, size) + sum);
}

/** The constant of Flajolet et al., figure 3. */
export function alpha(size: number): number {
  if (size === 16) return 0.673;
  if (size === 32) return 0.697;
  if (size === 64) return 0.709;
  return 0.7213 / (1 + 1.079 / size);
}

/**
 * How many terms of σ matter: x is at most 1 - 1/m, so that x^(2^k) < e^-16 from 2^k = 16·m on, and what follows changes the
 * result by less than 1e-5 of it.
 */
export function sigmaTerms(size: number): number {
  return Math.log2(size) + 4;
}

/** σ(x) = x + Σ 2^(k-1)·x^(2^k) over k = 1, 2, … */
function sigma(share: number, size: number): number {
  let result = share;
  for (let k = 1; k <= sigmaTerms(size); k += 1) result += 2 ** (k - 1) * share ** (2 ** k);
  return result;
}
