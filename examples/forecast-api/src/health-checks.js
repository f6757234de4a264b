import { defineHealthCheck } from '@fluxora/telemetry';
import { forecastCache } from './forecast-cache.js';
import { withConnection } from './readings-database.js';
import { findSite } from './sites.js';
import { callProvider } from './weather-provider.js';

/** Without its database the service is not ready; without weather it still forecasts. */
export function defineHealthChecks() {
  defineHealthCheck(
    'readings-database',
    () => withConnection((connection) => void connection.prepare('SELECT 1').get()),
    { componentType: 'datastore', description: 'Meter readings cannot be taken in without it.' },
  );
  defineHealthCheck('weather-provider', checkWeather, {
    critical: false,
    minIntervalMs: 10_000,
    description: 'Without it /weather answers 502; forecasts go on.',
  });
  defineHealthCheck(
    'forecast-cache',
    () => ({ status: 'pass', observedValue: forecastCache.size, observedUnit: '{entry}' }),
    { tags: [], description: 'Only for the full report.' },
  );
}

async function checkWeather() {
  const site = findSite('hamburg');
  if (site) await callProvider(site, 1);
}
