import { localMinuteAt, formatDay, parseTimeOfDay, weekdayOf } from '../../oncall/local-time.ts';
import { WEEKDAYS } from '../../oncall/local-time.ts';
import type { AlertmanagerConfig, Route, TimeIntervalPart } from './alertmanager-config.ts';

export type Labels = Readonly<Record<string, string>>;

/** A route at which an alert ends. */
export interface Delivery {
  readonly route: Route;
  readonly receiver: string;
}

/**
 * Where an alert is delivered, as Alertmanager decides it: the first child that matches, and further ones while they `continue`;
 * without one, the route itself. Times are left aside: a route at which an alert ends may be muted, see {@link isSending}.
 */
export function deliveriesOf(config: AlertmanagerConfig, labels: Labels): Delivery[] {
  return walk(config.route, '', labels) ?? [];
}

/** The receivers that are told about an alert which fires at an instant. Silences and inhibition are left aside. */
export function receiversAt(
  config: AlertmanagerConfig,
  labels: Labels,
  instant: number,
): readonly string[] {
  return deliveriesOf(config, labels)
    .filter(({ route }) => isSending(config, route, instant))
    .map(({ receiver }) => receiver);
}

/** Whether a route sends at an instant, by its own times: neither mute nor active times are inherited. */
export function isSending(config: AlertmanagerConfig, route: Route, instant: number): boolean {
  const { active_time_intervals: active = [], mute_time_intervals: mute = [] } = route;
  const holds = (name: string): boolean => isWithinInterval(config, name, instant);
  return (active.length === 0 || active.some(holds)) && !mute.some(holds);
}

/** @throws Error when there is no interval of that name: Alertmanager would not start. */
export function isWithinInterval(
  config: AlertmanagerConfig,
  name: string,
  instant: number,
): boolean {
  const interval = config.time_intervals.find((candidate) => candidate.name === name);
  if (interval === undefined) throw new Error(`there is no time interval "${name}"`);
  return interval.time_intervals.some((part) => holdsAt(part, instant));
}

/** Whether all matchers hold; a label that an alert does not have is empty. */
export function matches(matchers: readonly string[] | undefined, labels: Labels): boolean {
  return (matchers ?? []).every((text) => {
    const { label, operator, value } = parseMatcher(text);
    const actual = labels[label] ?? '';
    const isPattern = operator.endsWith('~');
    const isEqual = isPattern ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
    return operator.startsWith('!') ? !isEqual : isEqual;
  });
}

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

/** Reads `severity="page"`. */
export function parseMatcher(text: string): Matcher {
  const match = /^\s*([a-zA-Z_][\w]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*")\s*$/.exec(text);
  if (!match) throw new Error(`"${text}" is no matcher`);
  const [, label = '', operator = '', quoted = '""'] = match;
  return { label, operator, value: JSON.parse(quoted) as string };
}

function walk(route: Route, inherited: string, labels: Labels): Delivery[] | undefined {
  if (!matches(route.matchers, labels)) return undefined;
  const receiver = route.receiver ?? inherited;
  const found: Delivery[] = [];
  for (const child of route.routes ?? []) {
    const deeper = walk(child, receiver, labels);
    if (deeper === undefined) continue;
    found.push(...deeper);
    if (child.continue !== true) break;
  }
  return found.length > 0 ? found : [{ route, receiver }];
}

function holdsAt(part: TimeIntervalPart, instant: number): boolean {
  const { day, minute } = localMinuteAt(part.location ?? 'UTC', instant);
  const [year = 0, month = 0, date = 0] = formatDay(day).split('-').map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const fromEnd = (value: number): number => (value < 0 ? daysInMonth + value + 1 : value);
  // Alertmanager's week begins on Sunday, and its ranges do, too.
  const sundayFirst = (name: string): number => {
    const index = WEEKDAYS.findIndex((weekday) => weekday === name.toLowerCase());
    return index === -1 ? Number.NaN : (index + 1) % 7;
  };
  return (
    isIn(part.times, ({ start_time, end_time }) => {
      const [from, to] = [parseTimeOfDay(start_time), parseTimeOfDay(end_time)];
      return from !== undefined && to !== undefined && minute >= from && minute < to;
    }) &&
    isIn(part.weekdays, (range) => isInRange(range, sundayFirst(weekdayOf(day)), sundayFirst)) &&
    isIn(part.days_of_month, (range) => isInRange(range, date, (text) => fromEnd(Number(text)))) &&
    isIn(part.months, (range) => isInRange(range, month, Number)) &&
    isIn(part.years, (range) => isInRange(range, year, Number))
  );
}

/** A field without entries holds. */
function isIn<T>(entries: readonly T[] | undefined, holds: (entry: T) => boolean): boolean {
  return entries === undefined || entries.some(holds);
}

/** `5:11`, both included, or `5`. */
function isInRange(range: string, value: number, parse: (text: string) => number): boolean {
  const [from = '', to = from] = range.split(':');
  return value >= parse(from) && value <= parse(to);
}
