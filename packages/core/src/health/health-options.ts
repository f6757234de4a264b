import { isRecord } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import type { HealthOptions, HealthServiceInfo } from './health.ts';

const KINDS: readonly unknown[] = ['startup', 'liveness', 'readiness', 'all'];

/** What is wrong with a selection of checks: one sentence per problem. */
export function selectionProblems(selection: unknown): string[] {
  if (isRecord(selection)) {
    const { kind, tags } = selection;
    if (tags === undefined && KINDS.includes(kind)) return [];
    if (kind === undefined && isTextList(tags)) return [];
  }
  const given = isRecord(selection)
    ? `{ kind: ${quote(selection['kind'])}, tags: ${quote(selection['tags'])} }`
    : quote(selection);
  return [
    `the selection is ${given}. Use { kind: 'startup' | 'liveness' | 'readiness' | 'all' } or { tags: ['database'] }.`,
  ];
}

const OPTIONS: Readonly<Record<keyof HealthOptions, (value: unknown) => string[]>> = {
  service: serviceProblems,
  onCollect: (value) =>
    typeof value === 'boolean' ? [] : [`onCollect is ${quote(value)}. Use true or false.`],
  providers: (value) =>
    isRecord(value) ? [] : [`providers are ${quote(value)}. Pass an object, or leave them out.`],
  clock: (value) =>
    isRecord(value) &&
    typeof value['now'] === 'function' &&
    typeof value['monotonic'] === 'function'
      ? []
      : [`clock is ${quote(value)}. Use { now(), monotonic() }, both in milliseconds.`],
};

/** What is wrong with options of `createHealth` and `configure`: one sentence per problem. */
export function healthOptionProblems(options: unknown): string[] {
  if (!isRecord(options)) {
    return [`the options are ${quote(options)}. Pass an object, or nothing for the defaults.`];
  }
  return Object.entries(options).flatMap(([key, value]) => {
    if (!Object.hasOwn(OPTIONS, key)) {
      return [`${quote(key)} is not an option. Use ${Object.keys(OPTIONS).join(', ')}.`];
    }
    return value === undefined ? [] : OPTIONS[key as keyof HealthOptions](value);
  });
}

const SERVICE_KEYS: readonly string[] = [
  'version',
  'releaseId',
  'serviceId',
  'description',
  'notes',
] satisfies (keyof HealthServiceInfo)[];

function serviceProblems(service: unknown): string[] {
  if (!isRecord(service)) {
    return [`service is ${quote(service)}. Use { version, releaseId, serviceId }.`];
  }
  return Object.entries(service).flatMap(([key, value]) => {
    if (!SERVICE_KEYS.includes(key)) {
      return [`service.${key} is not an option. Use ${SERVICE_KEYS.join(', ')}.`];
    }
    if (value === undefined) return [];
    if (key === 'notes') {
      return isTextList(value) ? [] : [`service.notes is ${quote(value)}. Use a list of texts.`];
    }
    return typeof value === 'string' ? [] : [`service.${key} is ${quote(value)}. Use a text.`];
  });
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
