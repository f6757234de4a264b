import { posix } from 'node:path';
import type { Plan, PlannedGroup } from '../../plan.ts';
import type { PlannedTest } from '../../rules/rule-test.ts';
import type { OutputFile } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { alertArea, alertFile, recordingFile, recordingName } from './rule-files.ts';

const DEFAULT_INTERVAL = '1m';

/** Files for `promtool test rules`, one per group and interval of its tests, since promtool knows one interval per file. */
export function testFiles(plan: Plan): OutputFile[] {
  return [
    ...plan.recording.flatMap((group) =>
      filesOf(plan, group, {
        path: `prometheus/tests/recording/${recordingName(plan, group)}`,
        rules: recordingFile(plan, group),
      }),
    ),
    ...plan.alerts.flatMap((group) =>
      filesOf(plan, group, {
        path: `prometheus/tests/alerts/${alertArea(plan, group)}`,
        rules: alertFile(plan, group),
      }),
    ),
  ];
}

function filesOf(
  plan: Plan,
  group: PlannedGroup<unknown>,
  { path, rules }: { path: string; rules: string },
): OutputFile[] {
  const suffixes = [...new Set(group.tests.map(suffixOf))];
  return suffixes.map((suffix) => {
    const tests = group.tests.filter((test) => suffixOf(test) === suffix);
    // Those that are not there are problems of the output already.
    const others = (tests[0]?.groups ?? []).flatMap(
      (name) => plan.recording.find((other) => recordingName(plan, other) === name) ?? [],
    );
    const all = [
      ...others.map((other) => ({ name: other.name, file: recordingFile(plan, other) })),
      { name: group.name, file: rules },
    ];
    return yamlFile(`${path}${suffix}.test.yaml`, {
      rule_files: all.map(({ file }) => posix.relative(posix.dirname(path), file)),
      evaluation_interval: tests[0]?.interval ?? DEFAULT_INTERVAL,
      group_eval_order: all.map(({ name }) => name),
      tests: tests.map(renderTest),
    });
  });
}

/** Tests with the same go into one file. */
function suffixOf({ interval = DEFAULT_INTERVAL, groups = [] }: PlannedTest): string {
  return [...(interval === DEFAULT_INTERVAL ? [] : [interval]), ...groups]
    .map((part) => `-${part}`)
    .join('');
}

function renderTest(test: PlannedTest): unknown {
  return {
    interval: test.interval ?? DEFAULT_INTERVAL,
    name: test.alert === undefined ? test.name : `${test.alert.name}: ${test.name}`,
    input_series: test.input.map(({ series, values }) => ({ series, values })),
    promql_expr_test: [
      ...(test.alerts ?? []).map(({ at, firing }) => ({
        expr: firingQuery(test),
        eval_time: at,
        exp_samples: firing.map((labels) => ({
          labels: selector({ ...firingMatchers(test), ...test.alert?.labels, ...labels }, 'ALERTS'),
          value: 1,
        })),
      })),
      ...(test.values ?? []).map(({ at, expr, expected }) => ({
        expr: `round(${expr}, 1e-6)`,
        eval_time: at,
        exp_samples: expected.map(({ labels, value }) => ({
          labels: selector(labels),
          value: rounded(value),
        })),
      })),
    ],
  };
}

/**
 * What fires, by the series that Prometheus makes of it. Not `alert_rule_test`: it compares annotations as well, whose expanded text
 * would stand in every test, and it would count the escalations of the alert.
 */
function firingQuery(test: PlannedTest): string {
  const { alert } = test;
  if (alert === undefined) {
    throw new Error(
      `the test "${test.name}" expects alerts, but is about recording rules. Use values.`,
    );
  }
  return selector({ ...firingMatchers(test), team: alert.team, escalation: '' }, 'ALERTS', true);
}

function firingMatchers({ alert }: PlannedTest): Record<string, string> {
  return { alertname: alert?.name ?? '', alertstate: 'firing' };
}

/** As Prometheus' `round` does it, so that the nearest double is the same. */
function rounded(value: number): number {
  return Math.floor(value * 1e6 + 0.5) / 1e6;
}

function selector(labels: Readonly<Record<string, string>>, name = '', keepsEmpty = false): string {
  const matchers = Object.entries(labels)
    .filter(([, value]) => keepsEmpty || value !== '')
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${matchers.join(', ')}}`;
}
