import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';

/**
 * What should be there, from the definition, and what is. What should be there has series even when nothing else has: `absent()`
 * would lose the labels.
 */
export const inventory: RecordingSource = {
  name: 'inventory',
  rules: (context) => [...expected(context), ...present(context)],
  tests: (context) => [presentTest(context), expectedTest(context)],
};

function expected({ monitoring }: RuleContext) {
  const environment = { deployment_environment_name: monitoring.targets.environment };
  return monitoring.services.flatMap(({ name, team, replicas, schedules = [] }) => [
    {
      record: 'service:replicas_expected:count',
      expr: `vector(${replicas ?? 1})`,
      labels: { ...environment, service_name: name, team },
      unit: '{instance}',
    },
    ...schedules.map((schedule) => ({
      record: 'service_schedule:schedule_expected:info',
      expr: 'vector(1)',
      labels: {
        ...environment,
        service_name: name,
        team,
        fluxora_job_schedule_name: schedule,
      },
    })),
  ]);
}

function present({ q }: RuleContext) {
  const uptime = q.metric('process.uptime');
  const replica = q.byService('service.instance.id');
  const version = q.byService('service.version');
  return [
    {
      record: 'service:instances:count',
      expr: `count by (${q.byService()}) (max by (${replica}) (${uptime}))`,
      unit: '{instance}',
    },
    {
      record: 'service_version:instances:count',
      expr: `count by (${version}) (max by (${replica}, ${q.label('service.version')}) (${uptime}))`,
      unit: '{instance}',
      description: 'Two versions at once: a deployment is under way.',
    },
    {
      record: 'service:uptime_seconds:min',
      expr: `min by (${q.byService()}) (${uptime})`,
      unit: 's',
      description: 'Of the youngest process.',
    },
    {
      // Every process has an id of its own, and was young once.
      record: 'service:instances_started:count1h',
      expr: `count by (${q.byService()}) (max by (${replica}) (min_over_time(${uptime}[1h]) < 300))`,
      unit: '{instance}',
      description: 'Processes that began within the last hour.',
    },
  ];
}

function presentTest({ q }: RuleContext): RuleTest {
  const of = (service_instance_id: string, service_version: string) => ({
    ...API,
    service_instance_id,
    service_version,
  });
  const uptime = q.metric('process.uptime');
  return {
    name: 'counts living processes by version; one that stopped reporting is gone after five minutes',
    input: [
      series(uptime, of('a', '1.0.0'), '6000+60x10'),
      series(uptime, of('b', '1.0.0'), '6000+60x30'),
      series(uptime, of('c', '1.1.0'), '_x10 0+60x20'),
    ],
    values: [
      { at: '5m', expr: 'service:instances:count', expected: [{ labels: API, value: 2 }] },
      { at: '20m', expr: 'service:instances:count', expected: [{ labels: API, value: 2 }] },
      {
        at: '20m',
        expr: 'service_version:instances:count',
        expected: [
          { labels: { ...API, service_version: '1.0.0' }, value: 1 },
          { labels: { ...API, service_version: '1.1.0' }, value: 1 },
        ],
      },
      {
        at: '20m',
        expr: 'service:instances_started:count1h',
        expected: [{ labels: API, value: 1 }],
      },
    ],
  };
}

function expectedTest({ monitoring }: RuleContext): RuleTest {
  return {
    name: 'what should be there is known without any series',
    input: [],
    values: [
      {
        at: '5m',
        expr: 'service:replicas_expected:count',
        expected: monitoring.services.map(({ name, team, replicas }) => ({
          labels: {
            deployment_environment_name: monitoring.targets.environment,
            service_name: name,
            team,
          },
          value: replicas ?? 1,
        })),
      },
    ],
  };
}
