import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import type { MonitoringDefinition } from '../../define/monitoring.ts';
import { exampleAlert } from '../../fixtures/example-alert.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import type { Plan } from '../../plan.ts';
import type { AlertmanagerConfig } from './alertmanager-config.ts';
import { alertmanagerOutput } from './alertmanager-output.ts';
import { configProblems } from './config-problems.ts';
import { createConfig } from './create-config.ts';
import { deliveryProblems } from './delivery-problems.ts';
import { receiversAt } from './evaluate-route.ts';
import { inhibitionProblems } from './inhibition-problems.ts';
import { routingProblems } from './routing-problems.ts';
import { templateProblems } from './template-problems.ts';

function planOf(change: Partial<MonitoringDefinition> = {}): Plan {
  return createPlan(defineMonitoring({ ...platformDefinition, ...change })).plan;
}

const NOON = Date.parse('2026-11-22T12:00:00Z');
/** In the mute window of the platform, over midnight. */
const NIGHT = Date.parse('2026-11-22T22:45:00Z');

test('every planned alert of the platform reaches somebody, and what is generated can be read back', () => {
  const plan = planOf();
  const config = createConfig(plan);
  expect([...configProblems(config), ...deliveryProblems(plan, config)]).toEqual([]);
  const [file] = alertmanagerOutput.files(plan);
  expect(parse(file?.content ?? '')).toEqual(config);
});

test('pages, their steps, tickets and what is told to nobody go where the teams say', () => {
  const config = createConfig(planOf());
  const to = (labels: Readonly<Record<string, string>>, instant = NOON): readonly string[] =>
    receiversAt(config, { alertname: 'X', ...labels }, instant);
  const page = { team: 'platform', severity: 'page' };
  expect(to(page)).toEqual(['platform/page']);
  expect(to({ ...page, escalation: '2' })).toEqual(['platform/escalation-2']);
  // A step that the team does not have is still a page.
  expect(to({ ...page, escalation: '3' })).toEqual(['platform/page']);
  expect(to({ team: 'forecasting', severity: 'ticket' })).toEqual(['forecasting/ticket']);
  expect(to({ team: 'forecasting', severity: 'ticket' }, NIGHT)).toEqual([]);
  expect(to(page, NIGHT)).toEqual(['platform/page']);
  expect(to({ alertname: 'Watchdog', severity: 'none' })).toEqual(['dead-mans-switch']);
  expect(to({ severity: 'none' })).toEqual(['nobody']);
  expect(to({ severity: 'page' })).toEqual(['platform/page']);
  expect(to({})).toEqual(['platform/ticket']);
});

test('without a switch nobody hears the alert that always fires', () => {
  const { deadMansSwitch: _, ...targets } = platformDefinition.targets ?? {};
  const { 'dead-mans-switch': __, ...receivers } = platformDefinition.receivers;
  const config = createConfig(planOf({ targets, receivers }));
  expect(receiversAt(config, { alertname: 'Watchdog', severity: 'none' }, NOON)).toEqual([
    'nobody',
  ]);
  expect(configProblems(config)).toEqual([]);
});

test('tickets wait for the hours of their team, and windows with labels mute only those', () => {
  const [platform, ...others] = platformDefinition.teams;
  if (platform === undefined) throw new Error('no team');
  const hours = { timeZone: 'Europe/Madrid', from: '08:00', to: '18:00' };
  const window = { timeZone: 'UTC', from: '09:00', to: '11:00' };
  const plan = planOf({
    teams: [{ ...platform, ticketHours: hours }, ...others],
    muteWindows: [
      { ...window, name: 'api', matchers: { service_name: 'forecast-api' } },
      { ...window, name: 'host', from: '10:00', matchers: { host_name: 'db-1' }, pages: true },
    ],
  });
  const config = createConfig(plan);
  expect(deliveryProblems(plan, config)).toEqual([]);
  const isTold = (time: string, labels: Readonly<Record<string, string>> = {}): boolean =>
    receiversAt(
      config,
      { team: 'platform', severity: 'ticket', ...labels },
      Date.parse(`2026-11-23T${time}:00Z`),
    ).length > 0;
  const [api, host] = [{ service_name: 'forecast-api' }, { host_name: 'db-1' }];
  expect([isTold('06:30'), isTold('07:00'), isTold('17:00')]).toEqual([false, true, false]);
  expect([isTold('09:30'), isTold('09:30', api), isTold('09:30', host)]).toEqual([
    true,
    false,
    true,
  ]);
  expect([isTold('10:30', host), isTold('09:30', { ...api, ...host })]).toEqual([false, false]);
  expect(isTold('09:30', { ...host, severity: 'page' })).toBe(true);
  expect(isTold('10:30', { ...host, severity: 'page' })).toBe(false);
  expect(isTold('09:30', { ...api, severity: 'page' })).toBe(true);
});

test('tells of a window in which a page is never told', () => {
  const window = { timeZone: 'UTC', from: '00:00', to: '24:00', pages: true };
  const problems = routingProblems(planOf({ muteWindows: [{ ...window, name: 'always' }] }));
  expect(problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining(
      'it is muted at all hours: nobody is ever told. Shorten its mute windows.',
    ),
  );
});

test('tells of routes out of reach, names that lead nowhere and what is never used', () => {
  const config: AlertmanagerConfig = {
    ...createConfig(planOf()),
    receivers: [{ name: 'root' }, { name: 'unused' }],
    time_intervals: [{ name: 'unused', time_intervals: [] }],
    route: {
      receiver: 'root',
      routes: [
        { matchers: ['a="1"'], routes: [{ matchers: ['a="2"'] }] },
        { matchers: ['b="1"', 'a="1"'], receiver: 'gone', mute_time_intervals: ['gone'] },
      ],
    },
  };
  expect(configProblems(config).map(({ place, message }) => `${place}: ${message}`)).toEqual([
    'alertmanager/route/1: receiver "gone" is not declared. Declare it, or correct the name.',
    'alertmanager/receivers/unused: no route leads to it. Use it, or remove it.',
    'alertmanager/route/1: time interval "gone" is not declared. Declare it, or correct the name.',
    'alertmanager/time_intervals/unused: no route has it: it changes nothing. Correct the labels of its window, or remove it.',
    'alertmanager/route/0/0: no alert gets here: "a" cannot have two values. Correct its matchers.',
    'alertmanager/route/1: no alert gets here: an earlier route with {a="1"} takes them all. Put the narrower route first.',
  ]);
});

test('tells of an alert that a broken tree loses', () => {
  const plan = planOf({ alerts: [exampleAlert('Lost', {})] });
  const config = createConfig(plan);
  const broken = { ...config, route: { receiver: 'nobody' } };
  expect(deliveryProblems(plan, broken)).toContainEqual({
    place: 'alerts/example/Lost',
    message: expect.stringContaining('it reaches nobody at 20') as string,
  });
});

test('an alert that silences every other is not silenced by them, nor by what silences less', () => {
  const labels = ['service.name'];
  const plan = planOf({
    alerts: [
      exampleAlert('PlatformDown', { inhibits: [{ alert: '*', equal: [] }] }),
      exampleAlert('ServiceDown', { labels, inhibits: [{ alert: '*', equal: labels }] }),
      exampleAlert('Slow', { labels }),
      exampleAlert('Pulse', { severity: 'none' }),
    ],
  });
  const targets = (source: string): string[] => {
    const rule = createConfig(plan).inhibit_rules.find(({ source_matchers: matchers }) =>
      matchers.includes(`alertname="${source}"`),
    );
    const names = /"(.*)"/.exec(rule?.target_matchers[0] ?? '')?.[1]?.split('|') ?? [];
    return names.filter((name) => ['PlatformDown', 'ServiceDown', 'Slow', 'Pulse'].includes(name));
  };
  expect(targets('PlatformDown')).toEqual(['ServiceDown', 'Slow']);
  expect(targets('ServiceDown')).toEqual(['Slow']);
});

test('tells of alerts that silence what does not exist, each other, or by labels that are missing', () => {
  const problems = inhibitionProblems(
    planOf({
      alerts: [
        exampleAlert('A', {
          labels: ['service.name'],
          inhibits: [
            { alert: 'Gone', equal: [] },
            { alert: 'B', equal: ['service.name', 'host.name'] },
          ],
        }),
        exampleAlert('B', { inhibits: [{ alert: 'A', equal: [] }] }),
      ],
    }),
  ).filter(({ place }) => place.startsWith('alerts/example/'));
  expect(problems.map(({ message }) => message)).toEqual([
    'there is no alert "Gone". Correct the name.',
    'it and "B" silence each other: when both fire, nobody is told. Let one of them win.',
    'label "service_name" is on it, but not on "B": they are never equal, and it is not silenced. Leave the label out.',
    'label "host_name" is neither on it nor on "B": that counts as equal, and all of them are silenced. Leave the label out.',
  ]);
});

test('tells of a template that is defined nowhere', () => {
  const plan = planOf();
  const config = createConfig(plan);
  expect(templateProblems(plan, config)).toEqual([]);
  const receiver = { name: 'x', email_configs: [{ text: '{{ template "fluxora.gone" . }}' }] };
  expect(templateProblems(plan, { ...config, receivers: [receiver] })).toEqual([
    {
      place: 'alertmanager/receivers/x',
      message: 'template "fluxora.gone" is defined nowhere. Define it, or correct the name.',
    },
  ]);
});

test('people who are on call are told in their turns only, each by their own receivers', () => {
  const { platform } = platformDefinition.oncall ?? {};
  if (platform === undefined) throw new Error('no rotation');
  const people = platform.people.map((person) => ({ ...person, receivers: ['lead-sms'] }));
  const plan = planOf({ oncall: { platform: { ...platform, people } } });
  const config = createConfig(plan);
  expect(configProblems(config)).toEqual([]);
  const page = { team: 'platform', severity: 'page' };
  const at = (time: string): readonly string[] => receiversAt(config, page, Date.parse(time));
  expect(at('2026-11-24T10:00:00+01:00')).toEqual(['oncall/platform/bo', 'platform/page']);
  expect(at('2026-12-24T22:00:00+01:00')).toEqual(['oncall/platform/chen', 'platform/page']);
  expect(
    config.receivers.find(({ name }) => name === 'oncall/platform/ana')?.sns_configs,
  ).toHaveLength(1);
});
