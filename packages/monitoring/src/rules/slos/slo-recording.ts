import type { SloDefinition } from '../../define/slo.ts';
import { parseDurationSeconds } from '../duration.ts';
import type { RecordingRule, RecordingSource, RuleContext } from '../recording-source.ts';
import { orZero, ratio, sumOfRates } from '../recording/shapes.ts';
import { BURN_WINDOWS, budgetOf, DEFAULT_PERIOD_DAYS } from './burn-windows.ts';
import { indicatorSeries } from './indicators.ts';
import { sloRecordingTests } from './slo-recording-tests.ts';

/** Every window that a burn rate is recorded over, ascending. */
export const SLO_WINDOWS: readonly string[] = [
  ...new Set(BURN_WINDOWS.flatMap(({ long, short }) => [long, short])),
].toSorted((a, b) => seconds(a) - seconds(b));

/** The group of an SLO; also the name of its file. */
export function sloGroup({ name }: SloDefinition): string {
  return `slo-${name}`;
}

/**
 * Error ratios of every SLO per window, its objective, and what is left of its budget; one group each.
 *
 * The counters themselves are read over five minutes only. Every longer window adds up those recorded rates of errors and of events:
 * a ratio of sums, weighted by traffic, for the price of two series instead of every route, status and replica over 30 days. What it
 * costs: a time in which Prometheus was down counts for nothing, even where the counters would tell.
 */
export function sloRecordingSources(slos: readonly SloDefinition[]): readonly RecordingSource[] {
  return slos.map((slo) => ({
    name: sloGroup(slo),
    rules: (context) => rulesOf(slo, context),
    tests: (context) => sloRecordingTests(slo, context),
  }));
}

function rulesOf(slo: SloDefinition, context: RuleContext): RecordingRule[] {
  const labels = { slo: slo.name };
  const selector = `{slo="${slo.name}"}`;
  const budget = budgetOf(slo.objective);
  const period = `${slo.periodDays ?? DEFAULT_PERIOD_DAYS}d`;
  const over = (window: string): string =>
    ratio(
      `sum_over_time(slo:errors:rate5m${selector}[${window}])`,
      `sum_over_time(slo:events:rate5m${selector}[${window}])`,
    );
  const always = { ...labels, service_name: slo.service };
  return [
    ...countRules(slo, context),
    {
      record: 'slo:error_ratio:rate5m',
      expr: ratio(`slo:errors:rate5m${selector}`, `slo:events:rate5m${selector}`),
      labels,
      unit: '1',
    },
    ...SLO_WINDOWS.filter((window) => window !== '5m').map((window) => ({
      record: `slo:error_ratio:rate${window}`,
      expr: over(window),
      labels,
      unit: '1',
    })),
    ...BURN_WINDOWS.map(({ long }) => ({
      record: `slo:events:increase${long}`,
      expr: `avg_over_time(slo:events:rate5m${selector}[${long}]) * ${seconds(long)}`,
      labels,
      unit: '{event}',
    })),
    ...SLO_WINDOWS.map((window) => ({
      record: `slo:burn_rate:rate${window}`,
      expr: `slo:error_ratio:rate${window}${selector} / ${budget}`,
      labels,
      unit: '1',
    })),
    { record: 'slo:objective:ratio', expr: `vector(${slo.objective})`, labels: always, unit: '1' },
    { record: 'slo:error_budget:ratio', expr: `vector(${budget})`, labels: always, unit: '1' },
    {
      record: 'slo:error_ratio:period',
      expr: over(period),
      labels,
      unit: '1',
      description: `Over ${period}, or for as long as there are samples.`,
    },
    {
      record: 'slo:budget_remaining:ratio',
      expr: `1 - slo:error_ratio:period${selector} / ${budget}`,
      labels,
      unit: '1',
      description: '1: nothing is spent; below 0: the objective of the period is missed.',
    },
  ];
}

/** Events and errors per second, over all replicas. */
function countRules(slo: SloDefinition, { q }: RuleContext): RecordingRule[] {
  const by = q.byService();
  const { total, bad, good } = indicatorSeries(slo, q);
  const labels = { slo: slo.name };
  const events = `slo:events:rate5m{slo="${slo.name}"}`;
  // Without the label that only the recorded series has, so that both sides match.
  const plain = `sum by (${by}) (${events})`;
  const errors =
    good === undefined
      ? orZero(sumOfRates(by, bad ?? total, '5m'), plain)
      : `clamp_min(${plain} - (\n${orZero(sumOfRates(by, good, '5m'), plain)}\n), 0)`;
  return [
    {
      record: 'slo:events:rate5m',
      expr: sumOfRates(by, total, '5m'),
      labels,
      unit: '{event}/s',
    },
    { record: 'slo:errors:rate5m', expr: errors, labels, unit: '{event}/s' },
  ];
}

function seconds(window: string): number {
  return parseDurationSeconds(window) ?? Number.NaN;
}
