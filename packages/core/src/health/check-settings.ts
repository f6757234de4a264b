import { quote } from '../catalog/quote.ts';
import type { HealthCheckSettings } from './health-check.ts';

/** A check's settings with the defaults filled in. */
export interface ResolvedSettings {
  readonly timeoutMs: number;
  readonly critical: boolean;
  readonly tags: readonly string[];
  readonly minIntervalMs: number;
  readonly description: string | undefined;
  readonly componentType: string | undefined;
}

const NAME = /^[A-Za-z0-9][\w.-]*(?::[A-Za-z0-9][\w.-]*)?$/;
const TAG = /^[A-Za-z0-9][\w.:-]*$/;
const MAX_NAME = 100;
const MAX_TAGS = 20;
const MAX_TIMEOUT_MS = 600_000;

export function resolveCheckSettings(settings: HealthCheckSettings): ResolvedSettings {
  return {
    timeoutMs: settings.timeoutMs ?? 2_000,
    critical: settings.critical ?? true,
    tags: Object.freeze([...new Set(settings.tags ?? ['readiness'])]),
    minIntervalMs: settings.minIntervalMs ?? 1_000,
    description: settings.description,
    componentType: settings.componentType,
  };
}

/** What is wrong with a definition: one sentence per problem, each with its mend. */
export function definitionProblems(name: unknown, check: unknown, settings: unknown): string[] {
  return [
    ...nameProblems(name),
    ...(typeof check === 'function'
      ? []
      : [`the check is ${quote(check)}. Pass a function that throws when something is wrong.`]),
    ...settingsProblems(settings),
  ];
}

function nameProblems(name: unknown): string[] {
  if (typeof name === 'string' && name.length <= MAX_NAME && NAME.test(name)) return [];
  return [
    `the name is ${quote(name)}. Use up to ${MAX_NAME} letters, digits, "_", "-" and ".", and at most one ":", as in "postgres:responseTime".`,
  ];
}

const CHECKS: Readonly<Record<keyof HealthCheckSettings, (value: unknown) => string | undefined>> =
  {
    timeoutMs: (value) =>
      isNumberWithin(value, 1, MAX_TIMEOUT_MS)
        ? undefined
        : `Use milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
    critical: (value) => (typeof value === 'boolean' ? undefined : 'Use true or false'),
    tags: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_TAGS &&
      value.every((tag) => typeof tag === 'string' && TAG.test(tag))
        ? undefined
        : `Use a list of up to ${MAX_TAGS} words, as in ['readiness', 'database']`,
    minIntervalMs: (value) =>
      isNumberWithin(value, 0, Number.MAX_VALUE) ? undefined : 'Use milliseconds, 0 or more',
    description: (value) => (typeof value === 'string' ? undefined : 'Use a text'),
    componentType: (value) => (typeof value === 'string' ? undefined : 'Use a text'),
  };

function settingsProblems(settings: unknown): string[] {
  if (settings === undefined) return [];
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    return [`the options are ${quote(settings)}. Pass an object, or nothing for the defaults.`];
  }
  return Object.entries(settings).flatMap(([key, value]) => {
    if (!Object.hasOwn(CHECKS, key)) {
      return [`${quote(key)} is not an option. Use ${Object.keys(CHECKS).join(', ')}, health.`];
    }
    if (value === undefined) return [];
    const mend = CHECKS[key as keyof HealthCheckSettings](value);
    return mend ? [`${key} is ${quote(value)}. ${mend}, or leave it out for the default.`] : [];
  });
}

function isNumberWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
