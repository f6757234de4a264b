import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind } from '@opentelemetry/api';
import { cached, logger, withSpan } from '@fluxora/telemetry';
import { HttpError } from './http-errors.js';
import { clearSkyIrradiance } from './models/solar.js';
import { windSpeed } from './models/wind.js';

const ATTEMPTS = 2;

/** The stations whose line is down, so that there is something to see. */
const UNREACHABLE = new Set(['nordsee-2']);

/** The weather provider did not answer. The client gets 502. */
class WeatherProviderError extends HttpError {
  /**
   * @param {string} message
   * @param {ErrorOptions} options
   */
  constructor(message, options) {
    super(502, message, options);
  }
}

/**
 * The weather at a site now, from a provider that is sometimes down. Kept for ten seconds; who asks meanwhile waits for the
 * same answer.
 *
 * @throws {WeatherProviderError} whose cause is the last attempt's error
 */
export const fetchWeather = cached('weather', askProvider, {
  ttlMs: 10_000,
  key: (site) => site.id,
});

/**
 * Tries twice.
 *
 * @param {import('./sites.js').Site} site
 */
function askProvider(site) {
  return withSpan(
    'forecast_api.weather.fetch',
    { attributes: { 'fluxora.site': site.id } },
    async () => {
      let cause;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        try {
          return await callProvider(site, attempt);
        } catch (error) {
          cause = error;
          logger.warn('weather provider did not answer', { 'fluxora.site': site.id, attempt });
        }
      }
      throw new WeatherProviderError(`no weather for ${site.id} after ${ATTEMPTS} attempts`, {
        cause,
      });
    },
  );
}

/**
 * Stands in for an HTTP call.
 *
 * @param {import('./sites.js').Site} site
 * @param {number} attempt
 */
export function callProvider(site, attempt) {
  const attributes = { 'fluxora.site': site.id, 'forecast_api.attempt': attempt };
  return withSpan(
    'forecast_api.weather.attempt',
    { attributes, kind: SpanKind.CLIENT },
    async () => {
      await delay(4);
      if (UNREACHABLE.has(site.id)) {
        throw Object.assign(new Error('connect ECONNREFUSED 203.0.113.7:443'), {
          code: 'ECONNREFUSED',
        });
      }
      const now = Date.now();
      return {
        site: site.id,
        windSpeed: Math.round(windSpeed(site, now) * 10) / 10,
        clearSkyIrradiance: Math.round(clearSkyIrradiance(site, now)),
      };
    },
  );
}
