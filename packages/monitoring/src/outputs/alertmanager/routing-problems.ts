import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import { configProblems } from './config-problems.ts';
import { createConfig } from './create-config.ts';
import { inhibitionProblems } from './inhibition-problems.ts';
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
