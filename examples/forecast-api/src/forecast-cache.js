import { observeCache } from '@fluxora/telemetry';
import { LRUCache } from 'lru-cache';

/**
 * Forecasts that were computed within the last minute. Used like the LRUCache that it is; look-ups, entries and evictions are
 * measured.
 *
 * @type {LRUCache<string, import('./compute-forecast.js').Forecast>}
 */
export const forecastCache = observeCache('forecasts', new LRUCache({ max: 500, ttl: 60_000 }));
