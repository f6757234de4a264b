import { isRecord, isText } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { isObject } from './duck.ts';
import { customPool } from './kinds/custom.ts';
import type { PoolKind } from './pool-kind.ts';
import { POOL_KINDS, type PoolKindName } from './pool-kinds.ts';

/** Longer values of an attribute are cut, which could make two names one. */
const MAX_NAME_LENGTH = 200;
const KNOWN = POOL_KINDS.map(({ name }) => name).join(', ');
const OPTIONS = new Set(['name', 'kind', 'read', 'max', 'timings', 'providers']);

export interface CheckedPool {
  /** The pool itself, which may be behind what was given. */
  readonly subject: object;
  readonly kind: PoolKind<PoolKindName>;
  readonly name: string | undefined;
  readonly max: number | undefined;
  readonly wrap: boolean;
  readonly providers: Providers;
}

/** @throws TelemetryError `pool.invalid` */
export function checkPool(pool: unknown, options: unknown): CheckedPool {
  if (!isRecord(options)) {
    throw invalid([`options is ${quote(options)}. Pass an object, or leave it out.`]);
  }
  const { name, max, timings, providers } = options;
  const problems = optionProblems(options);
  const found = findKind(pool, options);
  if (typeof found === 'string') problems.unshift(found);
  if (problems.length > 0 || typeof found === 'string') throw invalid(problems);
  return {
    ...found,
    name: (name as string | undefined)?.trim(),
    max: max as number | undefined,
    wrap: timings === 'wrap',
    providers: (providers as Providers | undefined) ?? {},
  };
}

function optionProblems(options: Record<string, unknown>): string[] {
  const { name, max, timings, read, kind, providers } = options;
  const problems = Object.keys(options)
    .filter((option) => !OPTIONS.has(option))
    .map((option) => `has no option ${quote(option)}. Use ${[...OPTIONS].join(', ')}.`);
  if (name !== undefined && !(isText(name) && name.trim().length <= MAX_NAME_LENGTH)) {
    problems.push(
      `name is ${quote(name)}. Use 1 to ${MAX_NAME_LENGTH} characters, or leave it out for the server's address.`,
    );
  }
  if (max !== undefined && !(Number.isInteger(max) && (max as number) > 0)) {
    problems.push(`max is ${quote(max)}. Use a whole number above 0, or leave it out.`);
  }
  if (timings !== undefined && timings !== 'events' && timings !== 'wrap') {
    problems.push(`timings is ${quote(timings)}. Use "events" or "wrap".`);
  }
  if (read !== undefined && typeof read !== 'function') {
    problems.push(
      `read is ${quote(read)}. Use a function that gives { used, idle, max, pending }.`,
    );
  }
  if (read !== undefined && kind !== undefined && kind !== 'custom') {
    problems.push(`has both read and kind ${quote(kind)}. Leave one of them out.`);
  }
  if (read === undefined && kind === 'custom') {
    problems.push(
      'kind is "custom" without read. Add read: (pool) => ({ used, idle, max, pending }).',
    );
  }
  if (providers !== undefined && !isRecord(providers)) {
    problems.push(`providers is ${quote(providers)}. Pass an object, or leave it out.`);
  }
  return problems;
}

/** The kind, and the pool itself; or what is wrong. */
function findKind(
  pool: unknown,
  { kind, read }: Record<string, unknown>,
): { kind: PoolKind<PoolKindName>; subject: object } | string {
  if (!isObject(pool)) {
    return `the pool is ${quote(pool)}. Pass the pool or client itself.`;
  }
  if (typeof read === 'function' || kind === 'custom') {
    return { kind: customPool(read as (pool: object) => object), subject: pool };
  }
  const candidates = POOL_KINDS.filter(({ name }) => kind === undefined || name === kind);
  if (candidates.length === 0) return `kind is ${quote(kind)}. Use one of ${KNOWN}, custom.`;
  for (const candidate of candidates) {
    const subject = findIn(candidate, pool);
    if (subject !== undefined) return { kind: candidate, subject };
  }
  const mend = 'or read: (pool) => ({ used, idle, max, pending }) for a pool of your own.';
  return kind === undefined
    ? `the pool is of no known kind (${classOf(pool)}). Pass the pool itself of one of ${KNOWN}, ${mend}`
    : `the pool is ${classOf(pool)} and not one of kind ${quote(kind)}. Leave kind out, ${mend}`;
}

/** What cannot be read is no pool. */
function findIn(kind: PoolKind, pool: object): object | undefined {
  try {
    return kind.find(pool);
  } catch {
    return undefined;
  }
}

function classOf(pool: object): string {
  try {
    const name: unknown = pool.constructor?.name;
    return isText(name) ? `an object of class ${name.slice(0, 60)}` : 'an object without a class';
  } catch {
    return 'an unreadable object';
  }
}

function invalid(problems: readonly string[]): TelemetryError {
  return new TelemetryError(
    'pool.invalid',
    problems.map((problem) => `telemetry/pool: ${problem}`),
  );
}
