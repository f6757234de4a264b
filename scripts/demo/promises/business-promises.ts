import type { Evidence } from '../evidence.ts';
import { differs, type PromiseCheck } from './promise-check.ts';
import { total } from './total.ts';

/** Which route is which feature, and how its success looks. */
const FEATURES: Readonly<Record<string, string>> = {
  'forecast.view': '/sites/:site/forecasts/:variable',
  'nowcast.watch': '/sites/:site/nowcasts/:variable',
  'readings.upload': '/sites/:site/readings',
  'weather.view': '/sites/:site/weather',
};

const REGISTERS = 256;

/** Who uses the service, and what for. */
export const businessPromises: readonly PromiseCheck[] = [
  {
    promise: 'every use of a feature is counted, by plan',
    breaches: (evidence) =>
      Object.entries(FEATURES).flatMap(([feature, route]) =>
        ['basic', 'pro'].flatMap((plan) =>
          differs(
            `${feature}, ${plan}`,
            total(
              evidence.metric('fluxora.usage.events'),
              ({ attributes }) =>
                attributes['fluxora.usage.feature'] === feature &&
                attributes['fluxora.usage.plan'] === plan,
            ),
            usesOf(evidence, route).filter(({ planned }) => planned.user.plan === plan).length,
          ),
        ),
      ),
  },
  {
    promise: 'distinct users can be counted from the sketch, within three standard errors',
    breaches: (evidence) => {
      const users = usersOf(evidence);
      const estimate = linearCount(evidence);
      // Standard error of HyperLogLog: 1.04/√m. Small counts are better than that.
      const tolerance = 3 * (1.04 / Math.sqrt(REGISTERS)) * users.size;
      return Math.abs(estimate - users.size) <= tolerance
        ? []
        : [`${estimate.toFixed(1)} estimated, ${users.size} were there`];
    },
  },
  {
    promise: 'no user id left the process',
    breaches: (evidence) => {
      const arrived = JSON.stringify([evidence.metrics, evidence.spans, evidence.logs]);
      return [
        ...(usersOf(evidence).size === 0 || evidence.metrics.length === 0 ? ['no evidence'] : []),
        ...[...usersOf(evidence)].filter((id) => arrived.includes(id)),
      ];
    },
  },
  {
    promise: 'KPIs arrived under their declared names and units',
    breaches: ({ metric }) => [
      ...differs('unit of energy', metric('forecast_api.energy.forecast')?.unit, 'MWh'),
      ...differs('energy is above 0', total(metric('forecast_api.energy.forecast')) > 0, true),
      ...differs('active sites', total(metric('forecast_api.sites.active')) > 0, true),
    ],
  },
  {
    promise: 'one event fluxora.deployment marks the start of this version',
    breaches: ({ logs }) => {
      const events = logs.filter(({ eventName }) => eventName === 'fluxora.deployment');
      return [
        ...differs('events', events.length, 1),
        ...differs('version', events[0]?.attributes['service.version'], '0.1.0'),
      ];
    },
  },
];

/** Answered well, as far as the client knows. */
function usesOf({ sent }: Pick<Evidence, 'sent'>, route: string) {
  return sent.filter(({ planned, status }) => planned.route === route && Number(status) < 400);
}

/** Of all features with a client that stayed to see the answer. */
function usersOf(evidence: Evidence): Set<string> {
  const uses = Object.values(FEATURES).flatMap((route) => usesOf(evidence, route));
  return new Set(uses.map(({ planned }) => planned.user.id));
}

/** Linear counting (Whang et al. 1990), which shares only the registers with the code that it judges. */
function linearCount({ metric }: Evidence): number {
  const touched = (metric('fluxora.usage.distinct_users.rank')?.points ?? []).filter(
    ({ value = 0 }) => value > 0,
  ).length;
  return REGISTERS * Math.log(REGISTERS / (REGISTERS - touched));
}
