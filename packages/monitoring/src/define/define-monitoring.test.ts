import { TelemetryError } from '@fluxora/telemetry-core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformDefinition } from '../fixtures/platform.ts';
import { defineMonitoring } from './define-monitoring.ts';
import type { MonitoringDefinition } from './monitoring.ts';

/** What is said about a definition, one sentence per line. */
function problemsOf(definition: unknown): string[] {
  try {
    defineMonitoring(definition as MonitoringDefinition);
    return [];
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'monitoring.invalid') {
      return [...error.problems];
    }
    throw error;
  }
}

const [api, worker, model] = platformDefinition.services;
const [availability] = platformDefinition.slos ?? [];

test('fills in every default', () => {
  const { targets, slos, today } = defineMonitoring({
    services: [{ name: 'api', team: 'all', summary: 'Answers.', emits: ['http'] }],
    teams: [{ name: 'all', page: ['hook'], ticket: ['hook'] }],
    receivers: { hook: { kind: 'webhook', url: 'http://hook.example/' } },
  });

  expect(slos).toEqual([]);
  expect(today).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(targets).toMatchObject({
    ingest: 'prometheus-otlp',
    environment: 'production',
    platformTeam: 'all',
    intervals: { exportSeconds: 60, evaluationSeconds: 30 },
  });
});

test('accepts what it returned', () => {
  const once = defineMonitoring(platformDefinition);

  expect(defineMonitoring(once as MonitoringDefinition)).toEqual(once);
});

describe('a mistake is told with its place, its value and the mend', () => {
  const wrong: readonly [string, object, RegExp][] = [
    [
      'a misspelt member',
      { servces: [] },
      /definition: servces is not an option\. Did you mean "services"\?/,
    ],
    ['no services', { services: [] }, /services: there is no service\. Declare at least one/],
    ['missing services', { services: undefined }, /services: is missing/],
    [
      'a service without a name',
      { services: [{ ...api, name: '' }, worker, model] },
      /services\/0: name is ""\. Use a text/,
    ],
    [
      'a service’s misspelt member',
      { services: [{ ...api, emit: [] }, worker, model] },
      /services\/forecast-api: emit is not an option\. Did you mean "emits"\?/,
    ],
    [
      'an unknown area',
      { services: [{ ...api, emits: ['htp'] }, worker, model] },
      /services\/forecast-api: emits\[0\] is "htp"\. Use one of: http, jobs/,
    ],
    [
      'a team that is not there',
      { services: [{ ...api, team: 'platfrom' }, worker, model] },
      /services\/forecast-api: team "platfrom" is not declared\. Use one of platform, forecasting/,
    ],
    [
      'a service twice',
      { services: [api, api, worker, model] },
      /services\/forecast-api: is declared twice/,
    ],
    [
      'a name for a pattern',
      { services: [{ ...api, name: 'a|b' }, worker, model] },
      /services\/a\|b: the name "a\|b" is not as service\.name should be/,
    ],
    [
      'half a replica',
      { services: [{ ...api, replicas: 0.5 }, worker, model] },
      /replicas is 0\.5\. Use a whole number/,
    ],
    [
      'an SLO of nobody',
      { slos: [{ ...availability, service: 'x' }] },
      /slos\/forecast-api-availability: service "x" is not declared/,
    ],
    [
      'an SLO that is always good',
      { slos: [{ ...availability, objective: 1 }] },
      /objective is 1\. Use a share above 0 and below 1/,
    ],
    [
      'an SLO that cannot burn',
      { slos: [{ ...availability, objective: 0.9 }] },
      /objective is 0\.9: even when nothing is good .* Raise it to/,
    ],
    [
      'an unknown indicator',
      { slos: [{ ...availability, indicator: { kind: 'luck' } }] },
      /indicator\.kind is "luck"\. Use one of http-availability/,
    ],
    [
      'a bound that is none',
      { slos: [{ ...availability, indicator: { kind: 'http-latency', seconds: 0.3 } }] },
      /seconds is 0\.3, which is no bound/,
    ],
    [
      'two SLOs of a name',
      { slos: [availability, availability] },
      /"forecast-api-availability" is declared twice/,
    ],
    [
      'a team’s receiver that is not there',
      { teams: [{ ...platformDefinition.teams[0], page: ['pager'] }, platformDefinition.teams[1]] },
      /teams\/platform\/page: receiver "pager" is not declared/,
    ],
    [
      'an unknown receiver kind',
      { receivers: { ...platformDefinition.receivers, fax: { kind: 'fax' } } },
      /receivers\/fax: kind is "fax"\. Use one of email, sms, slack/,
    ],
    [
      'a secret in place of its file',
      {
        receivers: {
          ...platformDefinition.receivers,
          'platform-chat': {
            kind: 'slack',
            channel: '#a',
            webhook: 'https://hooks.example/T0/secret',
          },
        },
      },
      /receivers\/platform-chat: webhook is .*Use an object/,
    ],
    [
      'an unknown time zone',
      {
        oncall: {
          platform: { ...platformDefinition.oncall?.['platform'], timeZone: 'Europe/Madird' },
        },
      },
      /oncall\/platform: time zone "Europe\/Madird" is unknown/,
    ],
    [
      'an unknown ingest',
      { targets: { ...platformDefinition.targets, ingest: 'graphite' } },
      /targets: ingest is "graphite"\. Use one of: prometheus-otlp/,
    ],
    [
      'a share above all',
      { targets: { ...platformDefinition.targets, traceShare: 2 } },
      /targets: traceShare is 2\. Use a share, 0 to 1/,
    ],
    [
      'a threshold of nothing',
      { thresholds: { eventLoopUtilisation: {} } },
      /thresholds: eventLoopUtilisation is not an option\. Did you mean "eventLoopUtilization"\?/,
    ],
    [
      'a threshold without its reason',
      { thresholds: { eventLoopUtilization: { value: 0.8, unit: '1', review: '2027-01-01' } } },
      /thresholds\/eventLoopUtilization: reason is undefined\. Use a text/,
    ],
    [
      'a review on a day that is not',
      {
        thresholds: {
          eventLoopUtilization: { value: 0.8, unit: '1', reason: 'x', review: '2027-02-30' },
        },
      },
      /review is "2027-02-30"\. Use a day/,
    ],
    ['a day that is not', { today: 'tomorrow' }, /today is "tomorrow"\. Use a day/],
    [
      'a catalog that is none',
      { catalogs: [{}] },
      /catalogs\/0: is an object\. Use what defineCatalog/,
    ],
    [
      'a dashboard of our name',
      {
        dashboards: [
          { name: 'x', dashboard: () => ({}) },
          { name: 'x', dashboard: () => ({}) },
        ],
      },
      /dashboards\/x: exists twice/,
    ],
    [
      'an alert without tests',
      { alerts: [{ name: 'Mine' }] },
      /alerts\/Mine: tests is undefined\. Use a function/,
    ],
  ];

  test.each(wrong)('%s', (_name, change, problem) => {
    const problems = problemsOf({ ...platformDefinition, ...change });

    expect(problems.join('\n')).toMatch(problem);
    for (const line of problems) expect(line).toMatch(/^telemetry\/monitoring\/[^:]+: /);
  });
});

test('tells all mistakes at once, each of them once', () => {
  const problems = problemsOf({
    ...platformDefinition,
    services: [{ ...api, team: 'nobody', emits: ['htp'] }, worker, model],
    slos: [{ ...availability, objective: 2 }],
    targets: { ...platformDefinition.targets, traceShare: -1 },
    today: '',
  });

  expect(
    problems.map((problem) => problem.slice('telemetry/monitoring/'.length).split(' ')[0]),
  ).toEqual(
    expect.arrayContaining([
      'services/forecast-api:',
      'slos/forecast-api-availability:',
      'targets:',
      'definition:',
    ]),
  );
  expect(new Set(problems).size).toBe(problems.length);
});

describe('hostile input', () => {
  const throwing = {
    get services(): never {
      throw new Error('boo');
    },
  };
  const cyclic: Record<string, unknown> = { ...platformDefinition };
  cyclic['targets'] = { collector: cyclic };
  const proxy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no keys');
      },
    },
  );

  test.each<[string, unknown, RegExp]>([
    ['null', null, /definition: is null/],
    ['a list', [platformDefinition], /definition: is a list/],
    ['a text', 'monitoring', /definition: is "monitoring"/],
    ['a getter that throws', throwing, /services: cannot be read: boo/],
    ['a circle', cyclic, /targets\/collector: contains itself/],
    ['a proxy', proxy, /cannot be read: no keys/],
    [
      'lists without end',
      { ...platformDefinition, slos: Array(1e9) },
      /slos: has 1000000000 items/,
    ],
    [
      'null in every place',
      { services: null, teams: [null], receivers: { a: null } },
      /teams\/0: is null/,
    ],
  ])('%s is told, not thrown up on', (_name, input, problem) => {
    expect(problemsOf(input).join('\n')).toMatch(problem);
  });

  const told = (problems: readonly string[]): void => {
    for (const problem of problems) expect(problem).toMatch(/^telemetry\/monitoring\/.*: ./s);
  };

  test('of any kind in any place is a problem or a definition', () => {
    const places = Object.keys(platformDefinition) as (keyof MonitoringDefinition)[];
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true });
    const anywhere = fc.property(fc.constantFrom(...places), anything, (place, value) => {
      told(problemsOf({ ...platformDefinition, [place]: value }));
      told(problemsOf(value));
    });

    expect(() => fc.assert(anywhere, { numRuns: 100 })).not.toThrow();
  });

  test('deep within a definition is a problem, not a crash', () => {
    const members = Object.keys(platformDefinition.services[0] ?? {});
    const within = fc.property(fc.constantFrom(...members), fc.anything(), (member, value) => {
      told(
        problemsOf({
          ...platformDefinition,
          services: [{ ...api, [member]: value }, worker, model],
          oncall: { platform: { [member]: value } },
          alerts: [{ name: 'A', [member]: value }],
        }),
      );
    });

    expect(() => fc.assert(within, { numRuns: 100 })).not.toThrow();
  });
});
