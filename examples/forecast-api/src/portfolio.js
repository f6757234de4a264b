import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { withSpan } from '@fluxora/telemetry';
import { MODELS } from './models/model.js';
import { smoothNoise } from './models/noise.js';
import { quantileName } from './quantiles.js';
import { SITES } from './sites.js';
import { HOUR, STEP, toIso } from './time.js';

const MEMBERS = 40;

/**
 * The sum over all sites. Quantiles of a sum are not the sum of quantiles, so this draws an ensemble: the slow way, and the
 * slow route. Between sites it lets other requests run.
 *
 * @param {Pick<import('./compute-forecast.js').ForecastRequest, 'variable' | 'issuedAt' | 'horizon' | 'quantiles'>} request
 */
export function computePortfolio({ variable, issuedAt, horizon, quantiles }) {
  const attributes = {
    'fluxora.forecast.variable': variable,
    'fluxora.forecast.horizon': horizon / 1000,
  };
  return withSpan('forecast_api.portfolio', { attributes }, async () => {
    const steps = horizon / STEP;
    const totals = Array.from({ length: steps }, () => new Float64Array(MEMBERS));
    for (const site of SITES) {
      addSite(totals, site, variable, issuedAt);
      await yieldToOthers();
    }
    return totals.map((members, index) => {
      const sorted = members.toSorted();
      return {
        time: toIso(issuedAt + (index + 1) * STEP),
        quantiles: Object.fromEntries(
          quantiles.map((probability) => [
            quantileName(probability),
            Math.round(sorted[Math.floor(probability * MEMBERS)] ?? 0),
          ]),
        ),
      };
    });
  });
}

/**
 * @param {Float64Array[]} totals per step, one number per member of the ensemble
 * @param {import('./sites.js').Site} site
 * @param {import('./models/model.js').Variable} variable
 * @param {number} issuedAt
 */
function addSite(totals, site, variable, issuedAt) {
  totals.forEach((members, index) => {
    const lead = (index + 1) * STEP;
    const distribution = MODELS[variable](site, issuedAt + lead, lead / HOUR);
    for (let member = 0; member < MEMBERS; member += 1) {
      // Neighbouring steps of one member err alike, as real weather does.
      const draw = 0.5 + 0.49 * smoothNoise(`${site.id}/${member}`, lead / (6 * HOUR));
      members[member] = (members[member] ?? 0) + distribution(draw);
    }
  });
}
