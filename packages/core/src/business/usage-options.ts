import { isRecord, unknownMembers } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { MAX_FEATURES, MAX_PLANS, OTHER } from './catalog.ts';
import { REGISTER_COUNTS, type RegisterCount } from './sketch/hyper-log-log.ts';

/** What distinct users are counted by. */
export type DistinctUsersPer = 'total' | 'feature' | 'plan';

export interface DistinctUsersOptions {
  /**
   * Size of the sketch, m: so many time series per process (and per feature or plan with `per`), for a standard error of
   * 1.04/√m. 16 → 26 %, 64 → 13 %, 256 → 6.5 %, 1024 → 3.3 %. The same on all replicas. @defaultValue 256
   */
  readonly registers?: RegisterCount;
  /**
   * Secret under which user ids are hashed, at least 16 characters, the same on all replicas. Without one, nobody is counted
   * and a notice says so. @defaultValue the variable FLUXORA_USAGE_KEY
   */
  readonly key?: string | undefined;
  /** Whether users are counted of all, by feature or by plan. The total can be had from each. @defaultValue 'total' */
  readonly per?: DistinctUsersPer;
  /**
   * How long a user is reported after having been seen, at least; at most twice as long. At least the longest export interval
   * of any reader, better some of them, since that many may fail. Milliseconds, 1000 to 86_400_000. @defaultValue 300_000
   */
  readonly intervalMs?: number;
}

export interface UsageOptions<F extends string = string, P extends string = string> {
  /** What can be used: 1 to 200 names from code, not from input. */
  readonly features: readonly F[];
  /** What customers subscribe to: at most 20 names. @defaultValue none */
  readonly plans?: readonly P[];
  /** Counts distinct users without their ids leaving the process. @defaultValue nobody is counted */
  readonly distinctUsers?: DistinctUsersOptions;
  readonly providers?: Providers;
}

interface DistinctUsersPlan {
  readonly registers: RegisterCount;
  readonly key: string | undefined;
  readonly per: DistinctUsersPer;
  readonly intervalMs: number;
}

/** Options with every default filled in. */
export interface UsageSettings {
  readonly features: readonly string[];
  readonly plans: readonly string[];
  readonly distinctUsers: DistinctUsersPlan | undefined;
}

const MEMBERS = new Set(['features', 'plans', 'distinctUsers', 'providers']);
const USER_MEMBERS = new Set(['registers', 'key', 'per', 'intervalMs']);
const PER: readonly unknown[] = ['total', 'feature', 'plan'];
const MAX_NAME_LENGTH = 256;
const MIN_KEY_LENGTH = 16;

/** What the guard leaves of the 2000 series that an instrument may have. */
const MAX_SERIES = 1_998;

/** Why a secret cannot be used, or undefined when it can. Never contains the secret. */
export function keyProblem(key: unknown): string | undefined {
  const length = typeof key === 'string' ? key.trim().length : undefined;
  if (length !== undefined && length >= MIN_KEY_LENGTH) return undefined;
  const found = length === undefined ? `is of type ${typeof key}` : `has ${length} characters`;
  return `${found}. Use a secret of ${MIN_KEY_LENGTH} characters or more, the same on every replica, as from: openssl rand -hex 32`;
}

/** @throws TelemetryError with code `usage.invalid` that lists every problem. */
export function readUsageOptions(options: unknown): UsageSettings {
  const problems = usageProblems(options);
  if (problems.length > 0) {
    throw new TelemetryError(
      'usage.invalid',
      problems.map((problem) => `telemetry/usage: ${problem}`),
    );
  }
  const { features, plans = [], distinctUsers } = options as UsageOptions;
  return {
    features: [...features],
    plans: [...plans],
    distinctUsers: distinctUsers && {
      registers: distinctUsers.registers ?? 256,
      key: distinctUsers.key,
      per: distinctUsers.per ?? 'total',
      intervalMs: distinctUsers.intervalMs ?? 300_000,
    },
  };
}

function usageProblems(options: unknown): string[] {
  if (!isRecord(options)) {
    return [`the options are ${quote(options)}. Pass an object with features.`];
  }
  const { features, plans = [], distinctUsers } = options;
  const problems = [
    ...unknownMembers(options, MEMBERS).map((problem) => `defineUsage ${problem}`),
    ...namesProblems('features', features, 1, MAX_FEATURES),
    ...namesProblems('plans', plans, 0, MAX_PLANS),
    ...distinctUsersProblems(distinctUsers),
  ];
  if (problems.length > 0) return problems;
  return seriesProblems(options as unknown as UsageOptions);
}

function namesProblems(member: string, names: unknown, least: number, most: number): string[] {
  if (!Array.isArray(names) || names.length < least || names.length > most) {
    const given = Array.isArray(names) ? `a list of ${names.length}` : quote(names);
    return [`${member} is ${given}. List ${least} to ${most} names.`];
  }
  const bad = names.filter((name) => !isName(name));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...(bad.length > 0
      ? [
          `${member} has ${quote(bad)} among its names. Use texts of 1 to ${MAX_NAME_LENGTH} characters other than "${OTHER}".`,
        ]
      : []),
    ...(twice.length > 0 ? [`${member} lists ${quote(twice)} twice. List it once.`] : []),
  ];
}

function isName(name: unknown): boolean {
  if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) return false;
  return name.trim() !== '' && name !== OTHER;
}

function distinctUsersProblems(options: unknown): string[] {
  if (options === undefined) return [];
  if (!isRecord(options)) {
    return [`distinctUsers is ${quote(options)}. Pass an object, {} for the defaults.`];
  }
  const { registers = 256, key, per = 'total', intervalMs = 300_000 } = options;
  const counts: readonly unknown[] = REGISTER_COUNTS;
  const keyFault = key === undefined ? undefined : keyProblem(key);
  return [
    ...unknownMembers(options, USER_MEMBERS).map((problem) => `distinctUsers ${problem}`),
    ...(counts.includes(registers)
      ? []
      : [
          `distinctUsers.registers is ${quote(registers)}. Use one of ${REGISTER_COUNTS.join(', ')}.`,
        ]),
    ...(PER.includes(per)
      ? []
      : [`distinctUsers.per is ${quote(per)}. Use one of ${PER.join(', ')}.`]),
    ...(Number.isInteger(intervalMs) && isWithin(intervalMs as number, 1_000, 86_400_000)
      ? []
      : [
          `distinctUsers.intervalMs is ${quote(intervalMs)}. Use whole milliseconds from 1000 to 86400000.`,
        ]),
    ...(keyFault === undefined ? [] : [`distinctUsers.key ${keyFault}.`]),
  ];
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** How many sketches there are: one, or one for each name and what is not declared (and for no plan at all). */
export function sketchCount({ features, plans }: UsageSettings, per: DistinctUsersPer): number {
  if (per === 'feature') return features.length + 1;
  return per === 'plan' ? plans.length + 2 : 1;
}

function seriesProblems(options: UsageOptions): string[] {
  const { features, plans = [], distinctUsers } = options;
  const settings = { features, plans, distinctUsers: undefined };
  const problems: string[] = [];
  const events = (features.length + 1) * (plans.length + 2);
  if (events > MAX_SERIES) {
    problems.push(
      `${features.length} features and ${plans.length} plans make ${events} series. Declare fewer: ${MAX_SERIES} is the most.`,
    );
  }
  if (distinctUsers) {
    const { registers = 256, per = 'total' } = distinctUsers;
    const sketches = sketchCount(settings, per);
    if (registers * sketches > MAX_SERIES) {
      const fitting = REGISTER_COUNTS.filter((count) => count * sketches <= MAX_SERIES).at(-1);
      problems.push(
        `distinctUsers needs ${registers} registers for each of ${sketches} sketches: ${registers * sketches} series. ` +
          `Use ${fitting === undefined ? '' : `registers: ${fitting} or `}per: 'total'.`,
      );
    }
  }
  return problems;
}
