import type { Problem } from '../../problems.ts';
import { parseMatcher } from './evaluate-route.ts';
import type { AlertmanagerConfig, ReceiverConfig, Route } from './alertmanager-config.ts';

interface PlacedRoute {
  readonly place: string;
  readonly route: Route;
  readonly receiver: string;
  /** Its own and those above it. */
  readonly matchers: readonly string[];
  /** Asked before it by the same parent, and not passing on. */
  readonly earlier: readonly Route[];
}

/** What Alertmanager would refuse or, worse, accept: names that lead nowhere, and parts that nothing can reach. */
export function configProblems(config: AlertmanagerConfig): Problem[] {
  const routes = placedRoutes(config.route, 'alertmanager/route', '', []);
  return [
    ...receiverProblems(config, routes),
    ...intervalProblems(config, routes),
    ...routes.flatMap(reachProblems),
  ];
}

/** Whether a message to a receiver goes anywhere. */
export function hasIntegrations(receiver: ReceiverConfig | undefined): boolean {
  return Object.values(receiver ?? {}).some((value) => Array.isArray(value) && value.length > 0);
}

function placedRoutes(
  route: Route,
  place: string,
  inherited: string,
  above: readonly string[],
  earlier: readonly Route[] = [],
): PlacedRoute[] {
  const receiver = route.receiver ?? inherited;
  const matchers = [...above, ...(route.matchers ?? [])];
  const children = route.routes ?? [];
  return [
    { place, route, receiver, matchers, earlier },
    ...children.flatMap((child, index) =>
      placedRoutes(
        child,
        `${place}/${index}`,
        receiver,
        matchers,
        children.slice(0, index).filter((sibling) => sibling.continue !== true),
      ),
    ),
  ];
}

function receiverProblems(config: AlertmanagerConfig, routes: readonly PlacedRoute[]): Problem[] {
  const declared = new Set(config.receivers.map(({ name }) => name));
  const used = new Set(routes.map(({ receiver }) => receiver));
  const unknown = routes
    .filter(({ receiver }) => !declared.has(receiver))
    .map(({ place, receiver }) => ({
      place,
      message: `receiver "${receiver}" is not declared. Declare it, or correct the name.`,
    }));
  const unused = [...declared]
    .filter((name) => !used.has(name))
    .map((name) => ({
      place: `alertmanager/receivers/${name}`,
      message: 'no route leads to it. Use it, or remove it.',
    }));
  return [...unknown, ...unused];
}

function intervalProblems(config: AlertmanagerConfig, routes: readonly PlacedRoute[]): Problem[] {
  const declared = new Set(config.time_intervals.map(({ name }) => name));
  const used = new Set<string>();
  const unknown = routes.flatMap(({ place, route }) => {
    const names = [...(route.mute_time_intervals ?? []), ...(route.active_time_intervals ?? [])];
    for (const name of names) used.add(name);
    return names
      .filter((name) => !declared.has(name))
      .map((name) => ({
        place,
        message: `time interval "${name}" is not declared. Declare it, or correct the name.`,
      }));
  });
  const unused = [...declared]
    .filter((name) => !used.has(name))
    .map((name) => ({
      place: `alertmanager/time_intervals/${name}`,
      message:
        'no route has it: it changes nothing. Correct the labels of its window, or remove it.',
    }));
  return [...unknown, ...unused];
}

/** A route is out of reach when an earlier one takes all that it could match, or when it asks for two values of one label. */
function reachProblems({ place, matchers, earlier }: PlacedRoute): Problem[] {
  const wanted = new Set(matchers);
  const shadow = earlier.find((sibling) =>
    (sibling.matchers ?? []).every((text) => wanted.has(text)),
  );
  if (shadow) {
    return [
      {
        place,
        message: `no alert gets here: an earlier route with ${list(shadow.matchers ?? [])} takes them all. Put the narrower route first.`,
      },
    ];
  }
  const equals = matchers.map(parseMatcher).filter(({ operator }) => operator === '=');
  const contradiction = equals.find(({ label, value }) =>
    equals.some((other) => other.label === label && other.value !== value),
  );
  return contradiction
    ? [
        {
          place,
          message: `no alert gets here: "${contradiction.label}" cannot have two values. Correct its matchers.`,
        },
      ]
    : [];
}

function list(matchers: readonly string[]): string {
  return matchers.length === 0 ? 'no matchers' : `{${matchers.join(', ')}}`;
}
