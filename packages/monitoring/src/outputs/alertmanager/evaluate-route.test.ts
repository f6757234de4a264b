import { expect, test } from 'vitest';
import type { AlertmanagerConfig, Route, TimeIntervalPart } from './alertmanager-config.ts';
import { deliveriesOf, isWithinInterval, receiversAt, type Labels } from './evaluate-route.ts';

function config(route: Route, parts: readonly TimeIntervalPart[] = []): AlertmanagerConfig {
  return {
    global: {},
    templates: [],
    route,
    receivers: [],
    inhibit_rules: [],
    time_intervals: [{ name: 'hours', time_intervals: parts }],
  };
}

function receivers(route: Route, labels: Labels): string[] {
  return deliveriesOf(config(route), labels).map(({ receiver }) => receiver);
}

const tree: Route = {
  receiver: 'root',
  routes: [
    {
      matchers: ['team="a"'],
      receiver: 'a',
      routes: [
        { matchers: ['severity="page"'], receiver: 'person', continue: true },
        { matchers: ['severity="page"', 'escalation=""'], receiver: 'page' },
        { matchers: ['severity=~"page|ticket"'] },
      ],
    },
    { matchers: ['team!~"a|b"', 'severity!="none"'], receiver: 'others' },
  ],
};

test('the first child that matches takes an alert, and further ones while they continue', () => {
  expect(receivers(tree, { team: 'a', severity: 'page' })).toEqual(['person', 'page']);
  expect(receivers(tree, { team: 'a', severity: 'page', escalation: '1' })).toEqual([
    'person',
    'a',
  ]);
  expect(receivers(tree, { team: 'a', severity: 'ticket' })).toEqual(['a']);
});

test('an alert that no child takes stays with the route, whose receiver is inherited', () => {
  expect(receivers(tree, { team: 'a', severity: 'x' })).toEqual(['a']);
  expect(receivers(tree, { team: 'b' })).toEqual(['root']);
  expect(receivers(tree, {})).toEqual(['others']);
  expect(receivers(tree, { severity: 'none' })).toEqual(['root']);
});

test('patterns match the whole value, and values may hold anything', () => {
  const route = {
    receiver: 'no',
    routes: [{ matchers: ['x=~"a.c"', 'y="\\"q\\", z"'], receiver: 'yes' }],
  };
  expect(receivers(route, { x: 'abc', y: '"q", z' })).toEqual(['yes']);
  expect(receivers(route, { x: 'abcd', y: '"q", z' })).toEqual(['no']);
});

test('a route is silent outside its active and inside its mute times, which children do not inherit', () => {
  const parts = [
    { times: [{ start_time: '08:00', end_time: '18:00' }], location: 'Europe/Madrid' },
  ];
  const route: Route = {
    receiver: 'root',
    routes: [
      { matchers: ['k="active"'], receiver: 'active', active_time_intervals: ['hours'] },
      { matchers: ['k="muted"'], receiver: 'muted', mute_time_intervals: ['hours'] },
      {
        matchers: ['k="child"'],
        receiver: 'parent',
        mute_time_intervals: ['hours'],
        routes: [{ receiver: 'child' }],
      },
    ],
  };
  const at = (labels: Labels, time: string): readonly string[] =>
    receiversAt(config(route, parts), labels, Date.parse(`2026-11-23T${time}:00+01:00`));
  expect([at({ k: 'active' }, '07:59'), at({ k: 'active' }, '08:00')]).toEqual([[], ['active']]);
  expect([at({ k: 'muted' }, '17:59'), at({ k: 'muted' }, '18:00')]).toEqual([[], ['muted']]);
  expect(at({ k: 'child' }, '12:00')).toEqual(['child']);
});

test('all fields of a part must hold, with weeks from Sunday on and months counted from their end', () => {
  const within = (part: TimeIntervalPart, instant: string): boolean =>
    isWithinInterval(config({}, [part]), 'hours', Date.parse(instant));
  expect(within({ weekdays: ['sunday:tuesday'] }, '2026-11-22T12:00Z')).toBe(true);
  expect(within({ weekdays: ['monday:friday'] }, '2026-11-22T12:00Z')).toBe(false);
  expect(within({ days_of_month: ['-1'], months: ['2'] }, '2028-02-29T00:00Z')).toBe(true);
  expect(within({ days_of_month: ['5:11'], years: ['2026:2027'] }, '2026-11-11T23:59Z')).toBe(true);
  expect(within({ days_of_month: ['5:11'], years: ['2027'] }, '2026-11-11T23:59Z')).toBe(false);
  // Midnight in Madrid is the day before in UTC.
  expect(within({ days_of_month: ['12'], location: 'Europe/Madrid' }, '2026-11-11T23:30Z')).toBe(
    true,
  );
});

test('an interval that does not exist is an error, as it is for Alertmanager', () => {
  expect(() => isWithinInterval(config({}), 'nights', 0)).toThrow(
    'there is no time interval "nights"',
  );
});
