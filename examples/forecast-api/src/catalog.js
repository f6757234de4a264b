import { createInstruments, defineCatalog } from '@fluxora/telemetry';

/**
 * Every signal that this service adds to those of HTTP, declared once. Recording an attribute that is not here does not
 * type-check, and is dropped and counted when it happens anyway. Exported for tests, reports and dashboards.
 *
 * @public
 */
export const forecastCatalog = defineCatalog({
  name: '@fluxora/example-forecast-api',
  version: '0.1.0',
  attributes: {
    'fluxora.site': { type: 'string', maxValues: 100, description: 'Site that a forecast is for.' },
    'fluxora.forecast.variable': {
      values: ['load', 'solar', 'wind'],
      description: 'What is forecast.',
    },
    'fluxora.forecast.horizon': {
      type: 'int',
      description: 'How far ahead the forecast reaches, in seconds.',
    },
    'fluxora.forecast.points': { type: 'int', description: 'Points in time of one forecast.' },
    'forecast_api.cache.outcome': {
      values: ['hit', 'miss'],
      description: 'Whether the forecast was still in the cache.',
    },
    'forecast_api.stream.format': {
      values: ['sse', 'ndjson'],
      description: 'How a stream is written.',
    },
    'error.type': {
      type: 'string',
      maxValues: 50,
      description: 'Class or code of the error.',
    },
    'forecast_api.attempt': { type: 'int', description: 'Number of the attempt, from 1.' },
  },
  signals: {
    forecastsIssued: {
      kind: 'counter',
      name: 'forecast_api.forecasts.issued',
      unit: '{forecast}',
      description: 'Forecasts handed out, from the cache or computed.',
      stability: 'stable',
      attributes: {
        'fluxora.forecast.variable': 'required',
        'forecast_api.cache.outcome': 'required',
      },
    },
    computeDuration: {
      kind: 'histogram',
      name: 'forecast_api.compute.duration',
      unit: 's',
      description: 'Time to compute one forecast.',
      stability: 'stable',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      attributes: { 'fluxora.forecast.variable': 'required' },
    },
    streamsOpen: {
      kind: 'upDownCounter',
      name: 'forecast_api.streams.open',
      unit: '{stream}',
      description: 'Streams being written.',
      stability: 'stable',
      attributes: { 'forecast_api.stream.format': 'required' },
    },
    readingsIngested: {
      kind: 'counter',
      name: 'forecast_api.readings.ingested',
      unit: '{reading}',
      description: 'Meter readings taken in.',
      stability: 'stable',
      attributes: { 'fluxora.site': 'required' },
    },
    compute: {
      kind: 'span',
      name: 'forecast_api.compute',
      spanKind: 'internal',
      description: 'Computes one forecast.',
      stability: 'stable',
      attributes: {
        'fluxora.site': 'required',
        'fluxora.forecast.variable': 'required',
        'fluxora.forecast.horizon': 'required',
        'fluxora.forecast.points': 'recommended',
      },
    },
    portfolio: {
      kind: 'span',
      name: 'forecast_api.portfolio',
      spanKind: 'internal',
      description: 'Computes the sum of all sites from an ensemble.',
      stability: 'stable',
      attributes: {
        'fluxora.forecast.variable': 'required',
        'fluxora.forecast.horizon': 'required',
      },
    },
    weatherFetch: {
      kind: 'span',
      name: 'forecast_api.weather.fetch',
      spanKind: 'internal',
      description: 'Asks the weather provider, with one retry.',
      stability: 'stable',
      attributes: { 'fluxora.site': 'required', 'error.type': 'recommended' },
    },
    weatherAttempt: {
      kind: 'span',
      name: 'forecast_api.weather.attempt',
      spanKind: 'client',
      description: 'One call of the weather provider.',
      stability: 'stable',
      attributes: {
        'fluxora.site': 'required',
        'forecast_api.attempt': 'required',
        'error.type': 'recommended',
      },
    },
    issued: {
      kind: 'event',
      name: 'fluxora.forecast.issued',
      severity: 'info',
      description: 'A new forecast was computed and handed out.',
      stability: 'stable',
      attributes: {
        'fluxora.site': 'required',
        'fluxora.forecast.variable': 'required',
        'fluxora.forecast.horizon': 'required',
        'fluxora.forecast.points': 'required',
      },
    },
  },
});

export const instruments = createInstruments(forecastCatalog);
