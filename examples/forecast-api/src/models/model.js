import { loadModel } from './load.js';
import { solarModel } from './solar.js';
import { windModel } from './wind.js';

/**
 * A model turns a site, a moment (milliseconds since 1970) and how far ahead it lies (hours, at least 0) into the distribution
 * of the power at that moment: megawatts for each probability.
 *
 * @typedef {(site: import('../sites.js').Site, time: number, leadHours: number) => (probability: number) => number} Model
 * @typedef {'load' | 'solar' | 'wind'} Variable
 */

/** @type {Readonly<Record<Variable, Model>>} */
export const MODELS = { load: loadModel, solar: solarModel, wind: windModel };

export const VARIABLES = /** @type {Variable[]} */ (Object.keys(MODELS));

/**
 * @param {string} name
 * @returns {name is Variable}
 */
export const isVariable = (name) => Object.hasOwn(MODELS, name);
