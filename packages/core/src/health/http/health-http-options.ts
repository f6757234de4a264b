import type { IncomingMessage } from 'node:http';
import { isRecord } from '../../catalog/check-attributes.ts';
import { quote } from '../../catalog/quote.ts';
import { TelemetryError } from '../../telemetry-error.ts';
import type { HealthProbe } from '../health-check.ts';
import type { Health } from '../health.ts';
import { health as processHealth } from '../process-health.ts';

/** What an endpoint answers. */
export type HealthKind = HealthProbe | 'all';

/** Paths of the endpoints, each one or several, or false for none. */
export type HealthPaths = {
  readonly [Kind in HealthKind]?: string | readonly string[] | false | undefined;
};

export interface HealthHttpOptions {
  /** @defaultValue the process-wide `health` */
  readonly health?: Health | undefined;
  /** @defaultValue `{ startup: '/startupz', liveness: '/livez', readiness: '/readyz', all: '/healthz' }`, each by itself */
  readonly paths?: HealthPaths | undefined;
  /**
   * Whether the body shows checks, outputs and versions. A function is asked at each request; only `true` shows, and one
   * that throws hides. @defaultValue false
   */
  readonly details?: boolean | ((request: IncomingMessage) => boolean) | undefined;
}

/** Options in the form in which requests use them. */
export interface HttpSettings {
  readonly health: Health;
  readonly kindByPath: ReadonlyMap<string, HealthKind>;
  readonly details: boolean | ((request: IncomingMessage) => boolean);
}

const DEFAULT_PATHS = {
  startup: '/startupz',
  liveness: '/livez',
  readiness: '/readyz',
  all: '/healthz',
} as const satisfies Record<HealthKind, string>;

const KINDS = Object.keys(DEFAULT_PATHS) as HealthKind[];
const KNOWN: readonly string[] = [
  'health',
  'paths',
  'details',
] satisfies (keyof HealthHttpOptions)[];
const PATH = /^\/[^\s?#]*$/;

/**
 * Fills in the defaults.
 *
 * @param known - Names of further options, which the caller checks.
 * @throws TelemetryError with code `options.invalid` that lists every problem, the caller's included.
 */
export function resolveHttpOptions(
  options: HealthHttpOptions,
  known: readonly string[] = [],
  problemsOfCaller: readonly string[] = [],
): HttpSettings {
  const problems = [...optionProblems(options, [...KNOWN, ...known]), ...problemsOfCaller];
  if (problems.length > 0) {
    throw new TelemetryError(
      'options.invalid',
      problems.map((problem) => `telemetry/health: ${problem}`),
    );
  }
  return {
    health: options.health ?? processHealth,
    kindByPath: new Map(pathsOf(options.paths)),
    details: options.details ?? false,
  };
}

/** Without the slash at the end, which makes no difference. */
export function normalPath(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function pathsOf(paths: HealthPaths | undefined): [string, HealthKind][] {
  return KINDS.flatMap((kind) =>
    listOf(paths?.[kind] ?? DEFAULT_PATHS[kind]).map((path): [string, HealthKind] => [
      normalPath(path),
      kind,
    ]),
  );
}

function listOf(paths: string | readonly string[] | false): readonly string[] {
  if (paths === false) return [];
  return typeof paths === 'string' ? [paths] : paths;
}

function optionProblems(options: unknown, known: readonly string[]): string[] {
  if (!isRecord(options)) {
    return [`the options are ${quote(options)}. Pass an object, or nothing for the defaults.`];
  }
  const { health, paths, details } = options;
  return [
    ...Object.keys(options)
      .filter((key) => !known.includes(key))
      .map((key) => `${quote(key)} is not an option. Use ${known.join(', ')}.`),
    ...(health === undefined || (isRecord(health) && typeof health['check'] === 'function')
      ? []
      : [`health is ${quote(health)}. Use createHealth(), or leave it out.`]),
    ...(details === undefined || ['boolean', 'function'].includes(typeof details)
      ? []
      : [`details is ${quote(details)}. Use true, false or a function of the request.`]),
    ...pathProblems(paths),
  ];
}

function pathProblems(paths: unknown): string[] {
  if (paths === undefined) return [];
  if (!isRecord(paths)) return [`paths is ${quote(paths)}. Use { readiness: '/ready' }.`];
  const problems = Object.entries(paths).flatMap(([kind, value]) => {
    if (!KINDS.includes(kind as HealthKind)) {
      return [`paths.${kind} is not an endpoint. Use ${KINDS.join(', ')}.`];
    }
    const list = Array.isArray(value) ? value : [value];
    const isRight = list.every((path) => typeof path === 'string' && PATH.test(path));
    return isRight || value === false || value === undefined
      ? []
      : [`paths.${kind} is ${quote(value)}. Use a path, as in "/ready", a list of them, or false.`];
  });
  if (problems.length > 0) return problems;

  const all = pathsOf(paths).map(([path]) => path);
  const twice = new Set(all.filter((path, index) => all.indexOf(path) !== index));
  return Array.from(
    twice,
    (path) => `the path ${quote(path)} is given to two endpoints. Give each its own, or false.`,
  );
}
