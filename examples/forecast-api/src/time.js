export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Forecasts and readings are per quarter of an hour. */
export const STEP = 15 * MINUTE;

/** @param {number} time */
export const floorToStep = (time) => Math.floor(time / STEP) * STEP;

/** @param {number} time */
export const toIso = (time) => new Date(time).toISOString();
