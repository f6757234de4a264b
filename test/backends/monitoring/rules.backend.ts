import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { platform as repository } from '../../../monitoring.config.ts';
import { createPlan } from '../../../packages/monitoring/src/create-plan.ts';
import { defineMonitoring } from '../../../packages/monitoring/src/define/define-monitoring.ts';
import type { MonitoringDefinition } from '../../../packages/monitoring/src/define/monitoring.ts';
import type { Indicator } from '../../../packages/monitoring/src/define/slo.ts';
import { platformDefinition } from '../../../packages/monitoring/src/fixtures/platform.ts';
import {
  checkRules,
  runPromtoolTests,
} from '../../../packages/monitoring/src/fixtures/promtool.ts';
import { healthOutput } from '../../../packages/monitoring/src/outputs/health/health-output.ts';
import type { OutputFile } from '../../../packages/monitoring/src/outputs/output.ts';
import { ruleFiles } from '../../../packages/monitoring/src/outputs/prometheus/rule-files.ts';
import { serverConfig } from '../../../packages/monitoring/src/outputs/prometheus/server-config.ts';
import { testFiles } from '../../../packages/monitoring/src/outputs/prometheus/test-files.ts';
import type { Plan, PlannedAlert } from '../../../packages/monitoring/src/plan.ts';
import { canRun, required, type ToolName } from '../support/required.ts';
import { runTool } from '../support/run-tool.ts';

const TOOLS = ['PROMTOOL', 'PROMTOOL3'] as const satisfies readonly ToolName[];
const PLATFORMS = { 'of the fixtures': platformDefinition, 'of the repository': repository };
const SLOW = 600_000;

const indicators: Readonly<Record<string, readonly Indicator[]>> = {
  'forecast-api': [
    { kind: 'http-availability' },
    { kind: 'http-availability', route: '/sites' },
    { kind: 'http-latency', seconds: 1 },
  ],
  'forecast-worker': [
    { kind: 'job-success', job: 'nightly' },
    { kind: 'job-wait', seconds: 60 },
    { kind: 'ratio', bad: 'fluxora.job.dead_lettered', total: 'fluxora.job.enqueued' },
  ],
  'forecast-model': [
    { kind: 'inference-success' },
    { kind: 'inference-latency', seconds: 0.5, model: 'price' },
  ],
};

const objectivesOfEveryKind: MonitoringDefinition = {
  ...platformDefinition,
  slos: Object.entries(indicators).flatMap(([service, of]) =>
    of.map((indicator, index) => ({
      name: `${service}-${index}`,
      service,
      description: `${indicator.kind} of ${service}.`,
      indicator,
      objective: 0.995,
      periodDays: ([7, 28, 30] as const)[index] ?? 30,
      minEvents: index * 20,
    })),
  ),
};

function planOf(definition: MonitoringDefinition): Plan {
  const { plan, problems } = createPlan(defineMonitoring(definition));
  expect(problems).toEqual([]);
  return plan;
}

const fixture = planOf(platformDefinition);

describe.each(TOOLS)('%s', (tool) => {
  describe.runIf(canRun(tool))('is content with', () => {
    test.each(Object.entries(PLATFORMS))('every rule of the platform %s', (_, definition) => {
      const { isGood, output } = checkRules(planOf(definition), required(tool));
      expect(output).not.toContain('FAILED');
      expect(isGood).toBe(true);
    });

    test.each(Object.entries(PLATFORMS))(
      'every test of a rule of the platform %s',
      (_, definition) => {
        const { isGood, output } = runPromtoolTests(planOf(definition), required(tool));
        expect(failuresIn(output)).toEqual([]);
        expect(isGood).toBe(true);
      },
      SLOW,
    );

    test(
      'the tests of an objective of every kind',
      () => {
        const plan = planOf(objectivesOfEveryKind);
        const names = plan.monitoring.slos.map(({ name }) => `slo-${name}`);
        const { isGood, output } = runPromtoolTests(plan, required(tool), [...names, 'slos']);
        expect(failuresIn(output)).toEqual([]);
        expect(isGood).toBe(true);
      },
      SLOW,
    );

    test('the configuration of a server that scrapes', async () => {
      const { status, stdout, stderr } = await checkConfig(tool, 'collector-scrape');
      expect(`${stdout}${stderr}`).not.toContain('FAILED');
      expect(status).toBe(0);
    });
  });
});

describe.runIf(canRun('PROMTOOL', 'PROMTOOL3'))(
  'the configuration of a server that takes OTLP',
  () => {
    test('is for Prometheus 3', async () => {
      const { status, stdout, stderr } = await checkConfig('PROMTOOL3', 'prometheus-otlp');
      expect(`${stdout}${stderr}`).not.toContain('FAILED');
      expect(status).toBe(0);
      expect((await checkConfig('PROMTOOL', 'prometheus-otlp')).stderr).toContain(
        'field otlp not found',
      );
    });
  },
);

describe.runIf(canRun('PROMTOOL3'))('the tests would notice', () => {
  test(
    'a limit that is another',
    () => {
      const mutated = withAlerts(fixture, (rule) =>
        rule.alert === 'ErrorBudgetBurnsFast'
          ? { ...rule, expr: rule.expr.replaceAll('> 14.4', '> 144') }
          : rule,
      );
      const { isGood, output } = runPromtoolTests(mutated, required('PROMTOOL3'), ['slos']);
      expect(isGood).toBe(false);
      expect(alertsIn(output)).toEqual(['ErrorBudgetBurnsFast']);
    },
    SLOW,
  );

  test(
    'every alert that never fires',
    () => {
      const mutated = withAlerts(fixture, (rule) => ({
        ...rule,
        expr: `(${rule.expr}) and on () (vector(0) == 1)`,
      }));
      const names = fixture.alerts.flatMap(({ rules }) => rules.map(({ alert }) => alert));
      const { output } = runPromtoolTests(mutated, required('PROMTOOL3'));
      expect(alertsIn(output)).toEqual([...new Set(names)].toSorted());
    },
    SLOW,
  );

  test(
    'every group of recording rules that computes something else',
    () => {
      const mutated = {
        ...fixture,
        alerts: [],
        recording: fixture.recording.map((group) => ({
          ...group,
          rules: group.rules.map((rule) => ({ ...rule, expr: `(${rule.expr}) * 1.01 + 0.01` })),
        })),
      };
      const unnoticed = fixture.recording
        .filter(({ tests }) => tests.length > 0)
        .map(({ name }) => name.slice('fluxora-'.length))
        .filter((name) => runPromtoolTests(mutated, required('PROMTOOL3'), [name]).isGood);
      expect(unnoticed).toEqual([]);
    },
    SLOW,
  );
});

describe.runIf(canRun('PROMTOOL3'))('what people read', () => {
  test(
    'is written out in every annotation of every alert that fires in a test',
    async () => {
      // Expects no alert where one fires: promtool then says what it got, annotations expanded.
      const files = testFiles({
        ...fixture,
        recording: fixture.recording.map((group) => ({ ...group, tests: [] })),
      });
      const asking = files.map(({ path, content }) => ({
        path,
        content: askForAnnotations(content),
      }));
      const { stdout, stderr } = await inDirectory([...ruleFiles(fixture), ...asking], (cwd) =>
        runTool('PROMTOOL3', ['test', 'rules', ...asking.map(({ path }) => path)], {
          cwd,
          timeoutMs: SLOW,
        }),
      );
      const annotations = [...`${stdout}${stderr}`.matchAll(/Annotations:(\{.+\})/g)].map(
        ([, text]) => text,
      );
      const names = new Set(fixture.alerts.flatMap(({ rules }) => rules.map(({ alert }) => alert)));
      expect(annotations.length).toBeGreaterThanOrEqual(names.size);
      expect(
        annotations.filter((text) => /<error|<no value>|\{\{|%!|\bNaN\b/.test(text ?? '')),
      ).toEqual([]);
    },
    SLOW,
  );
});

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

async function inDirectory<T>(
  files: readonly OutputFile[],
  act: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'prometheus-'));
  directories.push(directory);
  for (const { path, content } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return act(directory);
}

function checkConfig(tool: ToolName, ingest: 'collector-scrape' | 'prometheus-otlp') {
  const plan = planOf({
    ...platformDefinition,
    targets: { ...platformDefinition.targets, ingest },
  });
  const files = [serverConfig(plan.monitoring), ...ruleFiles(plan), ...healthOutput.files(plan)];
  return inDirectory(files, (cwd) =>
    runTool(tool, ['check', 'config', '--lint-fatal', 'prometheus/prometheus.yaml'], { cwd }),
  );
}

function withAlerts(plan: Plan, change: (rule: PlannedAlert) => PlannedAlert): Plan {
  const alerts = plan.alerts.map((group) => ({ ...group, rules: group.rules.map(change) }));
  return { ...plan, alerts };
}

/** What follows `FAILED:`, a failed expectation each. */
function failuresIn(output: string): string[] {
  return output
    .split('FAILED:')
    .slice(1)
    .map((text) => text.trim());
}

/** The alerts whose expectations failed. */
function alertsIn(output: string): string[] {
  const names = failuresIn(output).flatMap((failure) =>
    [...failure.matchAll(/expr: "ALERTS\{alertname=\\"(\w+)\\"/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].toSorted();
}

interface Expectation {
  readonly expr: string;
  readonly eval_time: string;
  readonly exp_samples: readonly unknown[];
}

function askForAnnotations(content: string): string {
  const file = parse(content) as {
    tests: { promql_expr_test: readonly Expectation[]; alert_rule_test?: unknown }[];
  };
  for (const each of file.tests) {
    each.alert_rule_test = each.promql_expr_test
      .filter(({ exp_samples }) => exp_samples.length > 0)
      .map(({ expr, eval_time }) => ({
        eval_time,
        alertname: /alertname="(\w+)"/.exec(expr)?.[1],
        exp_alerts: [],
      }));
    each.promql_expr_test = [];
  }
  return stringify(file);
}
