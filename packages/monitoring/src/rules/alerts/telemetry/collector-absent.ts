import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { labelled } from '../support/inventory.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_COLLECTOR, expectedCollectors } from './collector.ts';

const METRIC = 'otelcol_process_uptime_seconds_total';

export const collectorAbsent: AlertSource = {
  name: 'CollectorAbsent',
  area: 'telemetry',
  severity: 'page',
  per: 'platform',
  for: '3m',
  labels: BY_COLLECTOR,
  summary: 'Fewer than {{ $value }} of {{ $labels.service_name }} are there',
  description:
    'Prometheus sees fewer Collectors {{ $labels.service_name }} than the {{ $value }} of the definition. With the last one, everything that services tell is lost, and every other alert is blind.',
  dashboard: 'telemetry',
  inhibits: ['ServiceAbsent', 'ReplicasMissing', 'PostgresDown', 'RedisDown'].map((alert) => ({
    alert,
    equal: ['deployment.environment.name'],
  })),
  runbook: {
    meaning:
      'Prometheus scrapes the Collector’s own metrics, and finds none, or those of too few replicas.',
    impact:
      'Services keep running. Their telemetry waits for a while in their queues, then is dropped. Dashboards stand still, alerts on services do not fire.',
    diagnosis: [
      {
        step: 'See whether Prometheus can reach it: 0 is a target that does not answer.',
        query: () => 'up',
      },
      {
        step: 'See whether it had grown before it went: the kernel ends what takes too much memory.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_COLLECTOR)}) (last_over_time(${q.metric('otelcol_process_memory_rss_bytes')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'Ask the platform whether it runs, and read its last lines: a mistake in its configuration names the component.',
      },
    ],
    mitigation: [
      'It does not start after a change of its configuration: take the last good one; `otelcol validate --config` says what is wrong.',
      'Out of memory: raise its limit; the memory limiter takes 80 % of it by itself.',
      'Its disk is full: enlarge the volume of its queue. Deleting the queue loses what waits there.',
    ],
    escalation: 'Platform owners at once: an outage in this time would go unseen.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.labels(...BY_COLLECTOR);
    const expected = expectations(context);
    return `(
  ${expected}
)
> on (${by}) (
  count by (${by}) (${q.metric(METRIC)}{${scope.selector}})
  or on (${by}) (
    ${expected}
  ) * 0
)`;
  },
  tests: (context) => {
    const [name, count] = expectedCollectors(context.monitoring.targets);
    const collectors = (values: string) =>
      Array.from({ length: count }, (_, index) =>
        series(
          context,
          METRIC,
          { 'service.name': name, 'service.instance.id': `c${index}` },
          values,
        ),
      );
    const absent = [labelsOf(context, { 'service.name': name })];
    return [
      {
        name: 'fires when the last scrape that found one is long ago',
        input: collectors('0+60x10'),
        alerts: [
          { at: '9m', firing: [] },
          { at: '20m', firing: absent },
        ],
      },
      {
        name: 'fires when there never was one',
        input: [],
        alerts: [{ at: '5m', firing: absent }],
      },
      {
        name: 'is silent while all are there',
        input: collectors('0+60x30'),
        alerts: [{ at: '20m', firing: [] }],
      },
    ];
  },
};

function expectations({ monitoring, q }: AlertContext): string {
  const [name, count] = expectedCollectors(monitoring.targets);
  return labelled(`vector(${count})`, {
    [q.label('deployment.environment.name')]: monitoring.targets.environment,
    [q.label('service.name')]: name,
  });
}
