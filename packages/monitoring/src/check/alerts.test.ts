import { describe, expect, test } from 'vitest';
import { createPlan } from '../create-plan.ts';
import { defineMonitoring } from '../define/define-monitoring.ts';
import { mistakenAlert, problemsOfAlert, problemsOfRules } from '../fixtures/check-queries.ts';
import { platformDefinition } from '../fixtures/platform.ts';
import type { AlertSource } from '../rules/alert-source.ts';
import { addMonths } from './rules/runbooks-complete.ts';
import { thresholdsReviewed } from './rules/thresholds-reviewed.ts';

const { runbook } = mistakenAlert;

test('an alert that is complete has no problems', () => {
  expect(problemsOfAlert({})).toEqual([]);
});

describe('what an awakened person would miss is found', () => {
  const wrong: readonly [string, Partial<AlertSource>, RegExp][] = [
    [
      'a label in the summary',
      { summary: '{{ $labels.host_name }} is down' },
      /names the label "host_name" in its summary, which the result does not have\. It has: deployment_environment_name, service_name/,
    ],
    [
      'a label in the description',
      { description: '{{ index $labels "zone" }}' },
      /"zone" in its description/,
    ],
    ['a label to route by', { labels: ['http.route'] }, /names the label "http_route" in labels/],
    ['an empty summary', { summary: ' ' }, /summary/],
    ['a long summary', { summary: 'word '.repeat(40) }, /has a summary of 200 characters/],
    ['a summary of two lines', { summary: 'one\ntwo' }, /has a summary of several lines/],
    ['no tests', { tests: () => [] }, /has no test in which it fires/],
    [
      'no test of silence',
      { tests: () => [{ name: 'fires', input: [], alerts: [{ at: '1m', firing: [{}] }] }] },
      /has no test in which it is silent/,
    ],
    ['an empty step', { runbook: { ...runbook, mitigation: [' '] } }, /has an empty step/],
    ['no impact', { runbook: { ...runbook, impact: '' } }, /has no impact\. Write a sentence/],
    ['no diagnosis', { runbook: { ...runbook, diagnosis: [] } }, /has no diagnosis/],
    [
      'a stale runbook',
      { runbook: { ...runbook, reviewed: '2026-05-21' } },
      /was last read on 2026-05-21, more than 6 months before 2026-11-22/,
    ],
    [
      'a runbook of tomorrow',
      { runbook: { ...runbook, reviewed: '2026-11-23' } },
      /which is after 2026-11-22/,
    ],
    [
      'a query of the runbook',
      { runbook: { ...runbook, diagnosis: [{ step: 'Look.', query: () => 'nothing_there' }] } },
      /"nothing_there" is neither emitted/,
    ],
    [
      'a silenced label',
      { inhibits: [{ alert: 'ServiceAbsent', equal: ['host.name'] }] },
      /silences "ServiceAbsent" on equal "host\.name"/,
    ],
  ];

  test.each(wrong)('%s', (_name, change, problem) => {
    expect(problemsOfAlert(change).join('\n')).toMatch(problem);
  });

  test('but six months to the day are no mistake', () => {
    expect(problemsOfAlert({ runbook: { ...runbook, reviewed: '2026-05-22' } })).toEqual([]);
  });
});

test.each([
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-05-22', 6, '2026-11-22'],
  ['2027-08-31', 6, '2028-02-29'],
])('%s and %i months are %s', (day, months, later) => {
  expect(addMonths(day, months)).toBe(later);
});

test('a threshold past its review is told', () => {
  const monitoring = defineMonitoring({ ...platformDefinition, today: '2030-01-01' });
  const problems = thresholdsReviewed(createPlan(monitoring).plan);

  expect(problems).toContainEqual({
    place: 'thresholds/eventLoopUtilization',
    message: expect.stringMatching(/should have been looked at by 2027-05-22/) as string,
  });
});

describe('recording rules', () => {
  const expr = 'sum(process_uptime_seconds)';

  test('are named level:metric:operations', () => {
    expect(problemsOfRules({ record: 'test:Uptime', expr }).join()).toMatch(/is not named/);
  });

  test('record a name with the same labels once', () => {
    const rule = { record: 'test:uptime:sum', expr };

    expect(problemsOfRules(rule, rule).join()).toMatch(/is recorded twice with the same labels/);
    expect(problemsOfRules(rule, { ...rule, labels: { of: 'others' } })).toEqual([]);
  });

  test('declare the unit that they have', () => {
    expect(problemsOfRules({ record: 'test:uptime:sum', expr, unit: '1' }).join()).toMatch(
      /declares the unit "1", but its expression has "s"/,
    );
  });
});
