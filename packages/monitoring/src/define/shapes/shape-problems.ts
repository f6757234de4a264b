import { isRecord, rule, shape, text, type Rule } from '@fluxora/telemetry-core/option-rules';
import type { Problem } from '../../problems.ts';
import { defaultThresholds } from '../../rules/thresholds.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import { anything } from './object-rule.ts';
import { muteWindowShape, receiverShape, rotationShape, teamShape } from './people-shapes.ts';
import { serviceShape, sloShape } from './service-shape.ts';
import {
  alertShape,
  catalogShape,
  dashboardShape,
  day,
  foreignShape,
  recordingShape,
  thresholdShape,
} from './source-shapes.ts';
import { targetsShape } from './targets-shape.ts';

type Member = keyof MonitoringDefinition;

/** Lists, by what their items must be. Items are told by their names. */
const LISTS = {
  services: serviceShape,
  slos: sloShape,
  teams: teamShape,
  muteWindows: muteWindowShape,
  catalogs: catalogShape,
  foreign: foreignShape,
  alerts: alertShape,
  recording: recordingShape,
  dashboards: dashboardShape,
} as const satisfies Partial<Record<Member, Rule>>;

/** Objects whose members have names of the user's. */
const RECORDS = {
  receivers: receiverShape,
  oncall: rotationShape,
} as const satisfies Partial<Record<Member, Rule>>;

const REQUIRED = ['services', 'teams', 'receivers'] as const satisfies readonly Member[];

const kebabCase = rule(
  (value) => typeof value === 'string' && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(value),
  'kebab-case, such as "fluxora"',
);

const checkMembers = shape({
  ...Object.fromEntries(
    [...Object.keys(LISTS), ...Object.keys(RECORDS)].map((name) => [name, anything]),
  ),
  name: kebabCase,
  targets: anything,
  thresholds: anything,
  today: day,
} satisfies Record<string, Rule>);

/**
 * Everything in a definition that is not of its type: unknown members, missing ones, wrong values.
 *
 * @param definition - As `readPlain` gives it.
 */
export function shapeProblems(definition: unknown): Problem[] {
  if (!isRecord(definition)) {
    return toProblems('definition', (problems) => checkMembers(definition, '', problems));
  }
  return [
    ...toProblems('definition', (problems) => checkMembers(definition, '', problems)),
    ...REQUIRED.filter((name) => definition[name] === undefined).map((name) => ({
      place: name,
      message: 'is missing. Declare at least one.',
    })),
    ...Object.entries(LISTS).flatMap(([name, item]) => listProblems(name, definition[name], item)),
    ...Object.entries(RECORDS).flatMap(([name, item]) =>
      recordProblems(name, definition[name], () => item),
    ),
    ...recordProblems('thresholds', definition['thresholds'], (name) =>
      Object.hasOwn(defaultThresholds, name) ? thresholdShape : undefined,
    ),
    ...(definition['targets'] === undefined
      ? []
      : toProblems('targets', (problems) => targetsShape(definition['targets'], '', problems))),
  ];
}

function listProblems(name: string, list: unknown, item: Rule): Problem[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ place: name, message: 'is no list. Use a list.' }];
  return list.flatMap((value: unknown, index) =>
    toProblems(`${name}/${nameOf(value) ?? index}`, (problems) => item(value, '', problems)),
  );
}

function recordProblems(
  name: string,
  record: unknown,
  itemOf: (name: string) => Rule | undefined,
): Problem[] {
  if (record === undefined) return [];
  if (!isRecord(record)) return [{ place: name, message: 'is no object. Use an object by name.' }];
  return Object.entries(record).flatMap(([key, value]) => {
    const item = itemOf(key);
    if (item) return toProblems(`${name}/${key}`, (problems) => item(value, '', problems));
    const known = Object.fromEntries(
      Object.keys(defaultThresholds).map((each) => [each, anything]),
    );
    return toProblems(name, (problems) => shape(known)({ [key]: value }, '', problems));
  });
}

function nameOf(value: unknown): string | undefined {
  const name = isRecord(value) ? value['name'] : undefined;
  const problems: string[] = [];
  text(name, 'name', problems);
  return problems.length === 0 ? String(name) : undefined;
}

function toProblems(place: string, look: (problems: string[]) => void): Problem[] {
  const messages: string[] = [];
  look(messages);
  // Of what is judged as a whole, the place says what it is.
  return messages.map((message) => ({
    place,
    message: message.replace(/^(?:the argument)? /, ''),
  }));
}
