import { BadRequest } from './http-errors.js';

/**
 * Reads `?quantiles=0.1,0.5,0.9`.
 *
 * @param {unknown} text
 * @returns {readonly number[]} 1 to 9 ascending probabilities between 0.01 and 0.99
 * @throws {BadRequest} for anything else
 */
export function parseQuantiles(text = '0.1,0.5,0.9') {
  const values = typeof text === 'string' ? text.split(',').map(Number) : [];
  const isValid = values.every((value) => value >= 0.01 && value <= 0.99);
  if (values.length === 0 || values.length > 9 || !isValid) {
    throw new BadRequest(
      `quantiles is ${JSON.stringify(text)}. Use up to 9 numbers from 0.01 to 0.99, such as 0.1,0.5,0.9.`,
    );
  }
  return [...new Set(values)].toSorted((a, b) => a - b);
}

/**
 * @param {number} probability
 * @returns {string} `p10` for 0.1, `p2.5` for 0.025
 */
export const quantileName = (probability) => `p${Number((probability * 100).toFixed(1))}`;
