import { defineKpi } from '@fluxora/telemetry';

/** What the business asks about. The names stand in reports and dashboards. */
export const energyForecast = defineKpi('forecast_api.energy.forecast', {
  kind: 'counter',
  unit: 'MWh',
  description: 'Energy in the forecasts that were computed: the medians over the horizon.',
  attributes: {
    'fluxora.forecast.variable': {
      values: ['load', 'solar', 'wind'],
      description: 'What is forecast.',
    },
  },
});

const sitesActive = defineKpi('forecast_api.sites.active', {
  kind: 'observableGauge',
  unit: '{site}',
  description: 'Sites for which somebody asked for a forecast within the last quarter of an hour.',
});

const ACTIVE_MS = 15 * 60_000;

/** @type {Map<string, number>} */
const askedAt = new Map();

/** @param {import('./sites.js').Site} site */
export function noteActive(site) {
  askedAt.set(site.id, Date.now());
}

sitesActive.observe((observe) => {
  const since = Date.now() - ACTIVE_MS;
  observe([...askedAt.values()].filter((time) => time >= since).length);
});
