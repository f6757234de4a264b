import { logger, withSpan } from '@fluxora/telemetry';
import { energyForecast, noteActive } from './kpis.js';
import { instruments } from './catalog.js';
import { computeForecast } from './compute-forecast.js';
import { forecastCache } from './forecast-cache.js';
import { HOUR, STEP } from './time.js';

/**
 * Hands out a forecast: from the cache when the same one was issued within the last minute, otherwise computed.
 *
 * @param {import('./compute-forecast.js').ForecastRequest} request
 * @returns {{ forecast: import('./compute-forecast.js').Forecast, outcome: 'hit' | 'miss' }}
 */
export function issueForecast(request) {
  const { site, variable, horizon, quantiles, issuedAt } = request;
  const key = [site.id, variable, horizon, quantiles, issuedAt].join('|');
  const cached = forecastCache.get(key);
  const outcome = cached ? 'hit' : 'miss';
  const forecast = cached ?? computeObserved(request);
  if (!cached) forecastCache.set(key, forecast);
  noteActive(site);
  instruments.forecastsIssued.add(1, {
    'fluxora.forecast.variable': variable,
    'forecast_api.cache.outcome': outcome,
  });
  return { forecast, outcome };
}

/** @param {import('./compute-forecast.js').ForecastRequest} request */
function computeObserved(request) {
  const attributes = {
    'fluxora.site': request.site.id,
    'fluxora.forecast.variable': request.variable,
    'fluxora.forecast.horizon': request.horizon / 1000,
  };
  return withSpan('forecast_api.compute', { attributes }, (span) => {
    const start = performance.now();
    const forecast = computeForecast(request);
    instruments.computeDuration.record((performance.now() - start) / 1000, {
      'fluxora.forecast.variable': request.variable,
    });
    const megawatts = forecast.points.reduce((sum, { value }) => sum + value, 0);
    energyForecast.add((megawatts * STEP) / HOUR, {
      'fluxora.forecast.variable': request.variable,
    });
    const points = forecast.points.length;
    span.setAttribute('fluxora.forecast.points', points);
    logger.event('fluxora.forecast.issued', { ...attributes, 'fluxora.forecast.points': points });
    return forecast;
  });
}
