import { expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import type { Dashboard, Panel } from '../../dashboards/dashboard-source.ts';
import { graph, now, query, row, table } from '../../dashboards/parts/panels.ts';
import { platform } from '../../fixtures/platform.ts';
import type { CheckRule } from '../check-rule.ts';
import { dashboardIdentity } from './dashboard-identity.ts';
import { dashboardLayout } from './dashboard-layout.ts';
import { dashboardLinks } from './dashboard-links.ts';
import { dashboardPanelsComplete } from './dashboard-panels-complete.ts';
import { dashboardSelectors } from './dashboard-selectors.ts';
import { dashboardVariables } from './dashboard-variables.ts';
import { dashboardWindows } from './dashboard-windows.ts';

const SELECTOR = 'deployment_environment_name=~"$environment"';
const REQUESTS = `sum by (service_name) (rate(http_server_request_duration_seconds_count{${SELECTOR}}[$__rate_interval]))`;

const sound = (changes: Partial<Panel> = {}): Panel =>
  graph({
    title: 'Requests',
    description: 'Requests per second. None at all is an outage.',
    unit: '{request}/s',
    queries: [query(REQUESTS, '{{service_name}}')],
    ...changes,
  });

const dashboard = (panels: readonly Panel[], changes: Partial<Dashboard> = {}): Dashboard => ({
  title: 'Ours',
  description: 'A dashboard of the user.',
  tags: [],
  audience: 'engineer',
  variables: [
    {
      name: 'environment',
      label: 'Environment',
      query: 'label_values(process_uptime_seconds, deployment_environment_name)',
    },
  ],
  rows: [row('All', panels)],
  ...changes,
});

/** What a rule says of a dashboard, without what stands before the place. */
function told(rule: CheckRule, made: Dashboard, name = 'ours'): string[] {
  const { plan, problems } = createPlan({
    ...platform,
    dashboards: [{ name, dashboard: () => made }],
  });
  expect(problems).toEqual([]);
  return rule(plan).map(({ place, message }) => `${place} ${message}`);
}

const RULES = {
  dashboardIdentity,
  dashboardLayout,
  dashboardLinks,
  dashboardPanelsComplete,
  dashboardSelectors,
  dashboardVariables,
  dashboardWindows,
};

test.each(Object.entries(RULES))('%s has nothing to say of a sound dashboard', (_name, rule) => {
  expect(told(rule, dashboard([sound()]))).toEqual([]);
});

test('dashboards and panels must be told apart', () => {
  expect(told(dashboardIdentity, dashboard([sound(), sound()], { title: 'Overview' }))).toEqual([
    'dashboards two dashboards have the title "Overview". Give one another.',
    'dashboards/ours has two panels "Requests". Give one another title: problems and links name panels by it.',
  ]);
  const long = `a-name-that-is-${'very-'.repeat(6)}long`;
  expect(told(dashboardIdentity, dashboard([sound()]), long)).toEqual([
    expect.stringContaining('Grafana takes 40'),
  ]);
  expect(told(dashboardIdentity, dashboard([sound()]), 'Our_Own')).toEqual([
    expect.stringContaining('Use kebab-case'),
  ]);
});

test('a panel must fit into the grid', () => {
  expect(told(dashboardLayout, dashboard([sound({ width: 30 })]))).toEqual([
    'dashboards/ours/Requests is 30 columns wide. Use a whole number, 1 to 24.',
  ]);
  expect(told(dashboardLayout, dashboard([], {}))).toEqual([
    'dashboards/ours has nothing in the row "All". Leave the row out.',
  ]);
});

test('a link must lead somewhere and read what is there', () => {
  const links = (...to: string[]): Panel =>
    sound({ links: to.map((each) => ({ title: 'More', to: each })) });
  const say = (to: string) => told(dashboardLinks, dashboard([links(to)]));
  expect(say('dashboard:service?service=${__field.labels.service_name}')).toEqual([]);
  expect(say('traces:{ kind = server }')).toEqual([]);
  expect(say('https://example.com/x')).toEqual([]);
  expect(say('dashboard:services')).toEqual([
    expect.stringContaining(
      'to the dashboard "services", which is not there. There are: overview,',
    ),
  ]);
  expect(say('dashboard:service?servcie=x')).toEqual([
    expect.stringContaining('that sets "servcie", which the dashboard "service" does not have'),
  ]);
  expect(say('traces:{ span.http.route = "${__field.labels.http_route}" }')).toEqual([
    expect.stringContaining('reads the label "http_route", which no query of the panel returns'),
  ]);
  expect(say('over there')).toEqual([expect.stringContaining('Write dashboard:<name>')]);
});

test('an alert must link to a dashboard that the definition has', () => {
  const { plan } = createPlan(platform);
  const without = { ...plan, dashboards: plan.dashboards.filter(({ name }) => name !== 'slos') };
  expect(dashboardLinks(without).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('links to the dashboard "slos", which this definition leaves out'),
  );
});

test('a panel must say what it shows, in a unit', () => {
  const { unit: _unit, ...unitless } = sound();
  const say = (panel: Panel) => told(dashboardPanelsComplete, dashboard([panel]));
  expect(say(unitless)).toEqual([expect.stringContaining('has no unit')]);
  expect(say(sound({ description: 'Requests' }))).toEqual([
    expect.stringContaining('Say what it shows and when to worry'),
  ]);
  expect(say(sound({ queries: [] }))).toEqual([expect.stringContaining('asks for nothing')]);
  expect(say(sound({ min: 1, max: 0 }))).toEqual([expect.stringContaining('a scale from 1 to 0')]);
  expect(say(sound({ steps: [2, 1].map((from) => ({ from, color: 'red' as const })) }))).toEqual([
    expect.stringContaining('has steps from 2, 1'),
  ]);
});

test('the columns of a table must be those of its queries', () => {
  const made = table({
    title: 'Requests',
    description: 'Requests per second. None at all is an outage.',
    queries: [now(REQUESTS), now(REQUESTS)],
    columns: [
      { from: 'service_name', title: 'Service' },
      { from: 'A', title: 'Requests' },
      { from: 'C', title: 'Errors', unit: '1' },
    ],
  });
  expect(told(dashboardPanelsComplete, dashboard([made]))).toEqual([
    expect.stringContaining('a column "Errors" from query C, of 2'),
    expect.stringContaining('no unit in the column "Requests"'),
    expect.stringContaining('asks for B and shows it in no column'),
  ]);
});

test('variables must be defined, used, and in order', () => {
  const variable = (name: string, text: string) => ({ name, label: name, query: text });
  const say = (panel: Panel, ...variables: Dashboard['variables']) =>
    told(dashboardVariables, dashboard([panel], { variables }));
  const environment = variable('environment', 'label_values(up, job)');
  expect(say(sound())).toEqual([
    'dashboards/ours/Requests reads $environment, which the dashboard does not define. Add the variable, or correct its name.',
  ]);
  expect(say(sound(), environment, variable('route', 'label_values(up, job)'))).toEqual([
    expect.stringContaining('has the variable "route", which no query reads'),
  ]);
  expect(
    say(
      sound(),
      variable('environment', 'label_values(up{job="$job"}, job)'),
      variable('job', 'label_values(up, job)'),
    ),
  ).toEqual([
    expect.stringContaining('reads $job for the variable "environment", which comes before it'),
  ]);
  expect(say(sound(), variable('environment', 'up'))).toEqual([
    expect.stringContaining('Write label_values(metric, label)'),
  ]);
});

test('a rate must look back over several exports', () => {
  const over = (window: string): Panel =>
    sound({ queries: [query(REQUESTS.replace('$__rate_interval', window))] });
  const say = (window: string) => told(dashboardWindows, dashboard([over(window)]));
  expect(say('1m')).toEqual([
    'dashboards/ours/Requests looks back over [1m]. Use $__rate_interval, or 300s or more.',
  ]);
  expect(say('$__interval')).toHaveLength(1);
  expect(say('5m')).toEqual([]);
  expect(say('$__range')).toEqual([]);
});

test('a choice of the environment must hold for every query on services', () => {
  const all = sound({ queries: [query(REQUESTS.replace(`{${SELECTOR}}`, ''))] });
  expect(told(dashboardSelectors, dashboard([all]))).toEqual([
    'dashboards/ours/Requests reads http_server_request_duration_seconds_count of every environment. Add {deployment_environment_name=~"$environment"}.',
  ]);
  const foreign = sound({ queries: [query('sum (up)')] });
  expect(told(dashboardSelectors, dashboard([foreign]))).toEqual([]);
});
