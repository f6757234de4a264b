import { createInstruments, defineCatalog, defineKpi } from '@fluxora/telemetry';

const variable = /** @type {const} */ ({
  values: ['load', 'solar', 'wind'],
  description: 'What is forecast.',
});

/**
 * What this service adds to the signals of its jobs, of HTTP and of the machine.
 *
 * @public
 */
export const workerCatalog = defineCatalog({
  name: '@fluxora/example-forecast-worker',
  version: '0.1.0',
  attributes: {
    'fluxora.site': { type: 'string', maxValues: 100, description: 'Site that a forecast is for.' },
    'fluxora.forecast.variable': variable,
    'forecast_worker.day': { type: 'string', description: 'The local day that is forecast.' },
  },
  signals: {
    published: {
      kind: 'counter',
      name: 'forecast_worker.forecasts.published',
      unit: '{forecast}',
      description: 'Forecasts that the API took.',
      stability: 'stable',
      attributes: { 'fluxora.forecast.variable': 'required' },
    },
    compute: {
      kind: 'span',
      name: 'forecast_worker.compute',
      spanKind: 'internal',
      description: 'Computes the forecast of one day.',
      stability: 'stable',
      attributes: {
        'fluxora.site': 'required',
        'fluxora.forecast.variable': 'required',
        'forecast_worker.day': 'required',
      },
    },
  },
});

export const instruments = createInstruments(workerCatalog);

/**
 * What forecasts were wrong by, beside the energy that came. Sums, so that the backend computes the error of any fleet over any time:
 * error / energy is the normalized mean absolute error, and of two forecasters the quotient is the skill.
 */
export const absoluteError = defineKpi('forecast_worker.error.absolute', {
  kind: 'counter',
  unit: 'MWh',
  description: 'Sum of what forecasts were wrong by, hour by hour.',
  attributes: {
    'fluxora.forecast.variable': variable,
    'forecast_worker.forecaster': {
      values: ['worker', 'operator', 'naive'],
      description: 'Whose forecast: this one, the grid operator’s, the same hour a week ago.',
    },
  },
});

export const actualEnergy = defineKpi('forecast_worker.energy.actual', {
  kind: 'counter',
  unit: 'MWh',
  description: 'Energy of the hours that were compared.',
  attributes: { 'fluxora.forecast.variable': variable },
});
