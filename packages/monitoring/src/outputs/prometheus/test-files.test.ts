import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import type { MonitoringDefinition } from '../../define/monitoring.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import type { AlertSource } from '../../rules/alert-source.ts';
import type { RecordingSource } from '../../rules/recording-source.ts';
import { ruleFiles } from './rule-files.ts';
import { testFiles } from './test-files.ts';

const recorded: RecordingSource = {
  name: 'own-things',
  rules: () => [{ record: 'own:things:sum', expr: 'sum(things)\n/\n3' }],
  tests: () => [
    {
      name: 'adds up',
      input: [{ series: 'things{a="1"}', values: '1x5' }],
      values: [{ at: '5m', expr: 'own:things:sum', expected: [{ labels: {}, value: 1 / 3 }] }],
    },
    { name: 'over weeks', interval: '1h', input: [] },
  ],
};

const alerting: AlertSource = {
  name: 'ThingsAreMany',
  area: 'own',
  severity: 'page',
  per: 'platform',
  for: '2m',
  labels: ['a'],
  summary: 'Many: {{ $value }}',
  description: 'Too many.',
  dashboard: 'overview',
  runbook: {
    meaning: '',
    impact: '',
    diagnosis: [],
    mitigation: [],
    escalation: '',
    reviewed: '2026-11-22',
  },
  expr: () => 'own:things:sum > 1',
  tests: () => [
    {
      name: 'fires above one',
      groups: ['own-things'],
      input: [],
      alerts: [
        { at: '1m', firing: [] },
        { at: '3m', firing: [{ a: '1', b: '' }] },
      ],
    },
  ],
};

function filesOf(
  more: Partial<MonitoringDefinition>,
  files: typeof testFiles,
): Map<string, unknown> {
  const { plan } = createPlan(defineMonitoring({ ...platformDefinition, ...more }));
  return new Map(files(plan).map(({ path, content }) => [path, parse(content)]));
}

test('gives every group of recording rules and every area of alerts its file', () => {
  const files = filesOf({ recording: [recorded], alerts: [alerting] }, ruleFiles);
  expect(files.get('prometheus/rules/recording/own-things.yaml')).toEqual({
    groups: [
      {
        name: 'fluxora-own-things',
        interval: '30s',
        rules: [{ record: 'own:things:sum', expr: 'sum(things)\n/\n3' }],
      },
    ],
  });
  expect(files.get('prometheus/rules/alerts/own.yaml')).toMatchObject({
    groups: [
      {
        name: 'fluxora-alerts-own',
        rules: [
          { alert: 'ThingsAreMany', for: '2m', labels: { severity: 'page', team: 'platform' } },
          { alert: 'ThingsAreMany', for: '32m', labels: { escalation: '1' } },
          { alert: 'ThingsAreMany', for: '2h2m', labels: { escalation: '2' } },
        ],
      },
    ],
  });
});

test('rounds what is compared as Prometheus rounds it, and gives each interval its file', () => {
  const files = filesOf({ recording: [recorded] }, testFiles);
  expect(files.get('prometheus/tests/recording/own-things.test.yaml')).toMatchObject({
    rule_files: ['../../rules/recording/own-things.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        name: 'adds up',
        promql_expr_test: [
          {
            expr: 'round(own:things:sum, 1e-6)',
            exp_samples: [{ labels: '{}', value: 0.333333 }],
          },
        ],
      },
    ],
  });
  expect(files.get('prometheus/tests/recording/own-things-1h.test.yaml')).toMatchObject({
    evaluation_interval: '1h',
    tests: [{ name: 'over weeks', interval: '1h' }],
  });
});

test('asks for the alert itself, without its escalations, with all labels', () => {
  const files = filesOf({ recording: [recorded], alerts: [alerting] }, testFiles);
  expect(files.get('prometheus/tests/alerts/own-own-things.test.yaml')).toMatchObject({
    rule_files: ['../../rules/recording/own-things.yaml', '../../rules/alerts/own.yaml'],
    group_eval_order: ['fluxora-own-things', 'fluxora-alerts-own'],
    tests: [
      {
        name: 'ThingsAreMany: fires above one',
        promql_expr_test: [
          { eval_time: '1m', exp_samples: [] },
          {
            expr: 'ALERTS{alertname="ThingsAreMany", alertstate="firing", team="platform", escalation=""}',
            exp_samples: [
              {
                labels:
                  'ALERTS{alertname="ThingsAreMany", alertstate="firing", severity="page", team="platform", area="own", a="1"}',
                value: 1,
              },
            ],
          },
        ],
      },
    ],
  });
});
