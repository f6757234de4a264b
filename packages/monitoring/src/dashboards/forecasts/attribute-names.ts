export const BASELINE = 'fluxora.forecast.baseline';
export const LEVEL = 'fluxora.forecast.level';
export const QUANTILE = 'fluxora.forecast.quantile';
export const SITE = 'fluxora.forecast.site';
export const VERSION = 'fluxora.model.version';
