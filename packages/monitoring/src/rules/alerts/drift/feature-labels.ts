/** What a feature is told apart by, its slices together. */
export const FEATURE = [
  'fluxora.model.name',
  'fluxora.model.version',
  'fluxora.model.feature.name',
] as const;

export const SLICE = 'fluxora.model.feature.slice';

/** A feature, for tests. */
export const TEMPERATURE = {
  'fluxora.model.name': 'load',
  'fluxora.model.version': '1',
  'fluxora.model.feature.name': 'temperature',
} as const;
