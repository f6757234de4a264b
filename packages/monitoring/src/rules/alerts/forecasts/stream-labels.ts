import { BY_SERVICE } from '../support/by-service.ts';

/** What a forecast is told apart by, whatever the version of its model: a new one takes over from the old one. */
export const STREAM = [
  'fluxora.model.name',
  'fluxora.forecast.variable',
  'fluxora.forecast.unit',
] as const;

export const BY_STREAM = [...BY_SERVICE, ...STREAM];

/** What pairs are counted by, in accuracy that is recorded. */
export const PAIR = [
  ...STREAM,
  'fluxora.model.version',
  'fluxora.forecast.horizon',
  'fluxora.forecast.stage',
] as const;

/** A stream, for tests. */
export const LOAD = {
  'fluxora.model.name': 'load',
  'fluxora.forecast.variable': 'load',
  'fluxora.forecast.unit': 'MW',
} as const;

/** The series of its first version, for tests. */
export const LOAD_1 = { ...LOAD, 'fluxora.model.version': '1' } as const;

/** One of its recorded figures, for tests. */
export const LOAD_PAIR = {
  ...LOAD_1,
  'fluxora.forecast.horizon': '(6h,24h]',
  'fluxora.forecast.stage': 'provisional',
} as const;
