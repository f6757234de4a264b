import { describe, expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import { exampleAlert } from '../../fixtures/example-alert.ts';
import { platform, platformDefinition } from '../../fixtures/platform.ts';
import type { AlertSource } from '../../rules/alert-source.ts';
import { planLogAlerts } from '../loki/plan-log-alerts.ts';
import { runbooksOutput } from './runbooks-output.ts';

const { plan } = createPlan(platform);
const pages = new Map(runbooksOutput.files(plan).map(({ path, content }) => [path, content]));
const pageOf = (name: string): string => pages.get(`runbooks/${name}.md`) ?? '';

test('every alert has a page where its link leads, and the index names it', () => {
  const alerts = [...plan.alerts.flatMap(({ rules }) => rules), ...planLogAlerts(plan)];
  const missing = alerts.filter(({ annotations }) => {
    const path = (annotations.runbook_url ?? '').replace(platform.targets.runbookUrl, 'runbooks');
    return !pages.has(path);
  });
  expect(missing.map(({ alert }) => alert)).toEqual([]);
  const index = pageOf('README');
  expect(alerts.filter(({ alert }) => !index.includes(`[${alert}](${alert}.md)`))).toEqual([]);
});

test('a page has all that somebody needs who was woken up', () => {
  const headings = Array.from(pageOf('JobsFailing').matchAll(/^## (.*)$/gm), ([, text]) => text);
  expect(headings).toEqual([
    'Meaning',
    'Impact',
    'Diagnosis',
    'Mitigation',
    'Escalation',
    'Thresholds',
    'Related alerts',
    'Rule',
    'Last reviewed',
  ]);
});

test('a page leads only to pages that there are', () => {
  const dead = [...pages].flatMap(([path, content]) =>
    Array.from(content.matchAll(/\]\((\w+)\.md\)/g), ([, name]) => name ?? '')
      .filter((name) => !pages.has(`runbooks/${name}.md`))
      .map((name) => `${path}: ${name}`),
  );
  expect(dead).toEqual([]);
});

test('a query is a link to Explore that survives Markdown and says the same', () => {
  const [, link = ''] = /\[Query\]\((\S*?)\)/.exec(pageOf('JobsFailing')) ?? [];
  const url = new URL(link);
  expect(url.origin).toBe(platform.targets.grafanaUrl);
  const { a } = JSON.parse(url.searchParams.get('panes') ?? '') as {
    a: { queries: { expr: string }[] };
  };
  expect(pageOf('JobsFailing')).toContain(`   ${a.queries[0]?.expr ?? 'none'}`);
});

test('a page says who is told, in which steps, and how to find out who that is', () => {
  expect(pageOf('ServiceAbsent')).toContain(
    [
      '- **platform**: at once to `platform-pager` and `platform-sms`. On call: rotation `platform` (`fluxora-monitoring oncall` says who that is now).',
      '  - After another 30m: `lead-sms`.',
      '  - After another 2h: `management-mail`.',
      '- **forecasting**: at once to `forecasting-pager`.',
    ].join('\n'),
  );
});

test('the diagnosis looks at the services of all teams, the rule at those of each', () => {
  const page = pageOf('ServiceNotReady');
  expect(page).toContain('service_name=~"forecast-api|forecast-worker|forecast-model"');
  expect(page).toContain('For team platform:');
});

test('an alert that silences another says so on both pages', () => {
  expect(pageOf('ServiceAbsent')).toContain(
    '- While it fires, it silences [TrafficDropped](TrafficDropped.md) with the same `deployment_environment_name`, `service_name`',
  );
  expect(pageOf('TrafficDropped')).toContain(
    '- It is silenced by [ServiceAbsent](ServiceAbsent.md)',
  );
});

describe('words that help nobody are problems', () => {
  const { runbook } = exampleAlert('Example', {});
  const problemsOf = (...alerts: readonly AlertSource[]) => {
    const { plan: changed } = createPlan(defineMonitoring({ ...platformDefinition, alerts }));
    return runbooksOutput.problems?.(changed) ?? [];
  };
  const diagnosis = [{ step: 'Look at this figure.', query: () => 'up' }];
  const sound = {
    meaning: 'Something is wrong with it.',
    impact: 'Users notice it at once.',
    diagnosis,
    mitigation: ['Start it once more.'],
    escalation: 'Tell the owners of it.',
  };
  const withRunbook = (change: object) =>
    exampleAlert('Example', { runbook: { ...runbook, ...sound, ...change } });

  test('those of the package have none', () => {
    expect(problemsOf(withRunbook({}))).toEqual([]);
  });

  test.each([
    ['a placeholder', { impact: 'TODO: write what happens' }, 'runbook/impact', /says "TODO"/],
    [
      'a word',
      { mitigation: ['Restart it now.', 'Escalate.'] },
      'runbook/mitigation/2',
      /helps nobody/,
    ],
    [
      'an alert that is not there',
      { escalation: 'Wait until RouteBroken fires, too.' },
      'runbook/escalation',
      /names "RouteBroken", which is no alert/,
    ],
    [
      'no query',
      { diagnosis: [{ step: 'Look at the dashboard.' }] },
      'runbook/diagnosis',
      /has no query/,
    ],
  ])('%s', (_, change, place, message) => {
    const problems = problemsOf(withRunbook(change));
    expect(problems).toMatchObject([{ place: `alerts/example/Example/${place}` }]);
    expect(problems[0]?.message).toMatch(message);
  });
});
