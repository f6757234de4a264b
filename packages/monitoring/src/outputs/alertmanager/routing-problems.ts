import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';
import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import { configProblems } from './config-problems.ts';
import { createConfig } from './create-config.ts';
import { EVERY_OTHER, inhibitionsOf, plannedSources } from './create-inhibition.ts';
import { deliveryProblems } from './delivery-problems.ts';
import { combinations, MAX_COMBINATIONS } from './muted-route.ts';
import { templateProblems } from './template-problems.ts';

/** Everything that would keep a message from its reader. */
export function routingProblems(plan: Plan): Problem[] {
  const config = createConfig(plan);
  const structure = configProblems(config);
  return [
    ...structure,
    ...combinationProblems(plan),
    ...inhibitionProblems(plan),
    ...templateProblems(plan, config),
    // Delivery follows names: it can only be judged when they lead somewhere.
    ...(structure.length === 0 ? deliveryProblems(plan, config) : []),
  ];
}

function combinationProblems({ monitoring: { muteWindows } }: Plan): Problem[] {
  const count = combinations(muteWindows.map(({ matchers = {} }) => ({ labels: matchers }))).length;
  return count > MAX_COMBINATIONS
    ? [
        {
          place: 'muteWindows',
          message: `the labels of the windows can be combined in more than ${MAX_COMBINATIONS} ways, each of which needs a route. Use the same label in them.`,
        },
      ]
    : [];
}

function inhibitionProblems(plan: Plan): Problem[] {
  const known = new Set(
    [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...plan.monitoring.alerts].map(({ name }) => name),
  );
  const unknown = plannedSources(plan).flatMap((source) =>
    (source.inhibits ?? [])
      .filter(({ alert }) => alert !== EVERY_OTHER && !known.has(alert))
      .map(({ alert }) => ({
        place: `alerts/${source.area}/${source.name}/inhibits`,
        message: `there is no alert "${alert}". Correct the name.`,
      })),
  );
  const inhibitions = inhibitionsOf(plan);
  const mutual = inhibitions.flatMap(({ source, targets }) =>
    inhibitions
      .filter((other) => targets.includes(other.source) && other.targets.includes(source))
      .filter((other) => source < other.source)
      .map((other) => ({
        place: `alerts/${source}/inhibits`,
        message: `it and "${other.source}" silence each other: when both fire, nobody is told. Let one of them win.`,
      })),
  );
  return [...unknown, ...mutual];
}
