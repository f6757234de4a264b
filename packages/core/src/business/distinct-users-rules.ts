import { quote } from '../catalog/quote.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { usageCatalog } from './catalog.ts';
import { alpha, REGISTER_COUNTS, sigmaTerms, type RegisterCount } from './sketch/hyper-log-log.ts';

/** A Prometheus recording rule. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface DistinctUsersRuleOptions {
  /** As in `defineUsage`. @defaultValue 256 */
  readonly registers?: RegisterCount;
  /** How far to look back, as Prometheus writes it: `1d`, `7d`, `30d`. @defaultValue '1d' */
  readonly window?: string;
  /**
   * What to count by: attributes or labels, as in `['fluxora.usage.feature']` (with `per: 'feature'`) or `['job']`.
   * @defaultValue everybody together
   */
  readonly by?: readonly string[];
}

export interface DistinctUsersRulesOptions extends Omit<DistinctUsersRuleOptions, 'window'> {
  /** @defaultValue `['1d', '7d', '30d']` */
  readonly windows?: readonly string[];
  /** How far the first rule looks back: at least twice the interval at which the group is evaluated. @defaultValue '10m' */
  readonly mergeWindow?: string;
}

const METRIC = toPrometheus(usageCatalog.signals.distinctUsersRank.name);
const REGISTER = toPrometheus('fluxora.usage.sketch.register');
const SIZE = toPrometheus('fluxora.usage.sketch.size');

const WINDOW = /^(?:\d+(?:ms|[smhdwy]))+$/;

/**
 * The rule that counts distinct users over a window and all replicas, from what `defineUsage` with `distinctUsers` exports.
 *
 * It reads the raw samples of the window some fifteen times: fit for a small service, a dashboard or a day. For more, see
 * {@link distinctUsersRules}. It gives 0 when nobody came, and nothing when nothing is known.
 *
 * @throws TelemetryError with code `rules.invalid` that lists every problem.
 *
 * @example
 * distinctUsersRule({ registers: 256, window: '1d' }).record; // 'fluxora:usage_distinct_users:count1d'
 */
export function distinctUsersRule(options: DistinctUsersRuleOptions = {}): RecordingRule {
  const { registers = 256, window = '1d', by = [] } = options;
  check({ registers, windows: [window], by });
  const raw = `${METRIC}{${SIZE}="${registers}"}`;
  return {
    record: recordName(by, `distinct_users:count${window}`),
    expr: estimate(`(${maximum(raw, window, by)})`, registers, by),
  };
}

/**
 * The rules that count distinct users over several windows cheaply, in the order in which one group has to evaluate them: merge
 * the replicas, then look back over the merged registers, then estimate. Evaluate them every 5 minutes; Prometheus must keep
 * samples for as long as the longest window.
 *
 * @throws TelemetryError with code `rules.invalid` that lists every problem.
 *
 * @example
 * const group = { name: 'distinct-users', interval: '5m', rules: distinctUsersRules({ registers: 256 }) };
 */
export function distinctUsersRules(options: DistinctUsersRulesOptions = {}): RecordingRule[] {
  const { registers = 256, windows = ['1d', '7d', '30d'], by = [], mergeWindow = '10m' } = options;
  check({ registers, windows: [...windows, mergeWindow], by });
  const raw = `${METRIC}{${SIZE}="${registers}"}`;
  const merged = recordName(by, `distinct_users_rank_${registers}:max`);
  return [
    { record: merged, expr: maximum(raw, mergeWindow, by) },
    ...windows.flatMap((window) => [
      { record: `${merged}${window}`, expr: `max_over_time(${merged}[${window}])` },
      {
        record: recordName(by, `distinct_users:count${window}`),
        expr: estimate(`${merged}${window}`, registers, by),
      },
    ]),
  ];
}

/** Every register's maximum over a time and all replicas: the sketch of everybody seen. */
function maximum(selector: string, window: string, by: readonly string[]): string {
  const labels = [REGISTER, ...by.map(toPrometheus)].join(', ');
  return `max by (${labels}) (max_over_time(${selector}[${window}]))`;
}

/**
 * What `estimateDistinct` computes, where an absent register is an empty one. The empty registers of the sum are written
 * as m + Σ(2^-rank - 1), so that they need not be there; x is the share of empty ones, and the terms of σ(x) are written out,
 * since PromQL has no variables.
 */
function estimate(ranks: string, size: number, by: readonly string[]): string {
  const sum = by.length > 0 ? `sum by (${by.map(toPrometheus).join(', ')})` : 'sum';
  const filled = `${sum} (${ranks} > bool 0)`;
  const empty = `(1 - ${filled} / ${size})`;
  const sigma = Array.from({ length: sigmaTerms(size) }, (_, index) => {
    const k = index + 1;
    return `${2 ** (k - 1)} * ${empty} ^ ${2 ** k}`;
  });
  const denominator = [
    `${size} + ${sum} (1 / 2 ^ ${ranks} - 1)`,
    `${size} * (\n    ${sigma.join('\n    + ')}\n  )`,
  ].join('\n  + ');
  return `${alpha(size) * size ** 2} * (${filled} > bool 0) / (\n  ${denominator}\n)`;
}

/** `level:metric:operation`, the level being the labels that are left. */
function recordName(by: readonly string[], rest: string): string {
  return `${by.length > 0 ? by.map(toPrometheus).join('_') : 'fluxora'}:usage_${rest}`;
}

/** What OTLP names are called in Prometheus by default. The unit `{rank}` adds nothing. */
function toPrometheus(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}

function check(options: { registers: unknown; windows: readonly unknown[]; by: unknown }): void {
  const { registers, windows, by } = options;
  const counts: readonly unknown[] = REGISTER_COUNTS;
  const problems = [
    ...(counts.includes(registers)
      ? []
      : [`registers is ${quote(registers)}. Use one of ${REGISTER_COUNTS.join(', ')}.`]),
    ...windows
      .filter((window) => typeof window !== 'string' || !WINDOW.test(window))
      .map((window) => `a window is ${quote(window)}. Write it as Prometheus does: 10m, 1d, 7d.`),
    ...(Array.isArray(by) && by.every((name) => typeof name === 'string' && /^[a-z]/i.test(name))
      ? []
      : [`by is ${quote(by)}. List attributes or labels, as in ["fluxora.usage.feature"].`]),
  ];
  if (problems.length > 0) {
    throw new TelemetryError(
      'rules.invalid',
      problems.map((problem) => `telemetry/usage-rules: ${problem}`),
    );
  }
}
