import type { MuteWindow } from '../../define/mute-window.ts';
import { matcher, type Route } from './alertmanager-config.ts';
import { muteIntervalName } from './time-intervals.ts';

type Labels = Readonly<Record<string, string>>;

/** Windows whose labels differ can be told apart only by a route for each combination; more than this would bury the tree. */
export const MAX_COMBINATIONS = 32;

/**
 * A route that is silent in mute windows. A window for all alerts of the route is written on the route; one for alerts with certain
 * labels needs a child with those labels, and several such windows a child for each combination that an alert can have.
 *
 * @param labels - What an alert has at this route, which become its matchers.
 * @param inherited - What it has because of the routes above.
 */
export function mutedRoute(
  labels: Labels,
  inherited: Labels,
  route: Route,
  windows: readonly MuteWindow[],
): Route {
  const known = { ...inherited, ...labels };
  const relevant = windows.flatMap(({ name, matchers = {} }) =>
    isCompatible(known, matchers) ? [{ name, labels: without(matchers, known) }] : [],
  );
  const always = relevant.filter((window) => isEmpty(window.labels));
  const sometimes = relevant.filter((window) => !isEmpty(window.labels));
  const children = combinations(sometimes).map((combination) => ({
    matchers: toMatchers(combination),
    ...active(route),
    mute_time_intervals: relevant
      .filter((window) => isCovered(window.labels, combination))
      .map(({ name }) => muteIntervalName(name)),
  }));
  return {
    matchers: toMatchers(labels),
    ...route,
    ...(always.length > 0 && {
      mute_time_intervals: always.map(({ name }) => muteIntervalName(name)),
    }),
    ...(children.length > 0 && { routes: children }),
  };
}

/** Every union of labels that one alert can have, larger ones first: the first route that matches decides. */
export function combinations(windows: readonly { readonly labels: Labels }[]): Labels[] {
  const unions = new Map<string, Labels>();
  for (const { labels } of windows) {
    for (const union of [{}, ...unions.values()]) {
      if (!isCompatible(union, labels)) continue;
      const merged = { ...union, ...labels };
      const sorted = Object.entries(merged).toSorted(([a], [b]) => (a < b ? -1 : 1));
      if (unions.size <= MAX_COMBINATIONS) unions.set(JSON.stringify(sorted), merged);
    }
  }
  return [...unions.values()].toSorted((a, b) => Object.keys(b).length - Object.keys(a).length);
}

/** Neither active nor mute times are inherited: a child repeats them. */
function active({ active_time_intervals: intervals }: Route): Route {
  return intervals ? { active_time_intervals: intervals } : {};
}

function toMatchers(labels: Labels): string[] {
  return Object.entries(labels).map(([label, value]) => matcher(label, '=', value));
}

function isCompatible(a: Labels, b: Labels): boolean {
  return Object.entries(b).every(([label, value]) => (a[label] ?? value) === value);
}

function isCovered(labels: Labels, by: Labels): boolean {
  return Object.entries(labels).every(([label, value]) => by[label] === value);
}

function without(labels: Labels, known: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => !(label in known)));
}

function isEmpty(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}
