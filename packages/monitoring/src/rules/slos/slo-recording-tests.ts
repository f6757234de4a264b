import type { SloDefinition } from '../../define/slo.ts';
import type { RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { budgetOf } from './burn-windows.ts';
import { exampleSeries } from './indicator-examples.ts';

/** What the counters of an SLO make of it, whatever it counts. */
export function sloRecordingTests(slo: SloDefinition, context: RuleContext): RuleTest[] {
  const { name, service: service_name } = slo;
  const always = { slo: name, service_name };
  const labels = {
    ...always,
    deployment_environment_name: context.monitoring.targets.environment,
  };
  const budget = budgetOf(slo.objective);
  const at = '75m';
  return [
    {
      name: 'a quarter of the events is bad',
      input: exampleSeries(slo, context, { good: 45, bad: 15, minutes: 80 }),
      values: [
        { at, expr: 'slo:events:rate5m', expected: [{ labels, value: 1 }] },
        { at, expr: 'slo:error_ratio:rate5m', expected: [{ labels, value: 0.25 }] },
        { at, expr: 'slo:error_ratio:rate1h', expected: [{ labels, value: 0.25 }] },
        { at, expr: 'slo:burn_rate:rate6h', expected: [{ labels, value: 0.25 / budget }] },
        { at, expr: 'slo:events:increase1h', expected: [{ labels, value: 3_600 }] },
        {
          at,
          expr: 'slo:budget_remaining:ratio',
          expected: [{ labels, value: 1 - 0.25 / budget }],
        },
        {
          at,
          expr: 'slo:objective:ratio + slo:error_budget:ratio',
          expected: [{ labels: always, value: 1 }],
        },
      ],
    },
    {
      name: 'nothing is bad',
      input: exampleSeries(slo, context, { good: 60, bad: 0, minutes: 80 }),
      values: [
        { at, expr: 'slo:error_ratio:rate5m', expected: [{ labels, value: 0 }] },
        { at, expr: 'slo:budget_remaining:ratio', expected: [{ labels, value: 1 }] },
      ],
    },
    {
      name: 'without events there is no ratio, and no budget is spent',
      input: exampleSeries(slo, context, { good: 0, bad: 0, minutes: 80 }),
      values: [
        { at, expr: 'slo:events:rate5m', expected: [{ labels, value: 0 }] },
        { at, expr: 'slo:error_ratio:rate5m', expected: [] },
        { at, expr: 'slo:burn_rate:rate1h', expected: [] },
      ],
    },
  ];
}
