import { describe, expect, test } from 'vitest';
import { problemsOfPanel, problemsOfQuery, problemsOfRules } from '../fixtures/check-queries.ts';

const JOBS = 'fluxora_job_duration_seconds';
const COUNT = `${JOBS}_count`;

describe('a query that is right has no problems', () => {
  test.each([
    `sum by (service_name, fluxora_job_name) (rate(${COUNT}{fluxora_job_outcome="failed"}[5m]))`,
    `histogram_quantile(0.9, sum by (le) (rate(${JOBS}_bucket[5m])))`,
    `sum(rate(${JOBS}_bucket{le=~"1|1\\\\.0"}[5m])) / (sum(rate(${COUNT}[5m])) > 0)`,
    `sum by (service_name) (rate(${COUNT}[5m])) * on (service_name) group_left (service_version) group by (service_name, service_version) (process_uptime_seconds)`,
    `group by (service_name) (process_uptime_seconds) unless on (service_name) ${COUNT}`,
    `label_replace(vector(1), "service_name", "api", "", "") unless on (service_name) process_uptime_seconds`,
    `max_over_time(rate(${COUNT}[5m])[1h:5m])`,
    `count by (service_name) (${COUNT})`,
    `time() - timestamp(${COUNT}) > 300`,
    `absent(${COUNT}{service_name="api"})`,
    `sum(rate(${COUNT}{fluxora_job_outcome=~"failed|timed_out"}[5m])) or vector(0)`,
    'topk(3, max by (service_name) (process_uptime_seconds))',
  ])('%s', (query) => {
    expect(problemsOfQuery(query)).toEqual([]);
  });
});

describe('what does not exist is found', () => {
  test.each<[string, RegExp]>([
    [
      `sum(rate(fluxora_job_duration_count[5m]))`,
      /"fluxora_job_duration_count" is neither emitted nor recorded by anybody\. Did you mean fluxora_job_duration_seconds_count/,
    ],
    [`rate(fluxora_job_duration_milliseconds_count[5m])`, /neither emitted nor recorded/],
    [
      `sum by (job_name) (rate(${COUNT}[5m]))`,
      /sum by \(…\) has no label "job_name"\. It has: .*fluxora_job_name/,
    ],
    [`sum(rate(${COUNT}{outcome="failed"}[5m]))`, /has no label "outcome"/],
    [
      `sum(rate(${COUNT}{fluxora_job_outcome="fail"}[5m]))`,
      /never has fluxora_job_outcome "fail"\. It has: ok, failed/,
    ],
    [
      `sum(rate(${COUNT}{fluxora_job_outcome=~"failed|timedout"}[5m]))`,
      /never has fluxora_job_outcome "\/timedout\/"/,
    ],
    [`sum(rate(${JOBS}_bucket{le="0.3"}[5m]))`, /never has le "0\.3"/],
    [`sum(rate(${COUNT}{fluxora_job_outcome=~"("}[5m]))`, /is no pattern/],
    [`sum without (outcome) (rate(${COUNT}[5m]))`, /sum without \(…\) has no label "outcome"/],
    [
      `max by (service_name) (process_uptime_seconds) * on (host_name) group_left () process_uptime_seconds`,
      /left side of "\*" has no label "host_name"/,
    ],
    [
      `process_uptime_seconds * on (service_name) group_left (team) max by (service_name) (process_uptime_seconds)`,
      /the side of one has no label "team"/,
    ],
    [
      `label_replace(process_uptime_seconds, "a", "$1", "zone", "(.*)")`,
      /label_replace has no label "zone"/,
    ],
    [
      `histogram_quantile(0.9, sum(rate(${JOBS}_bucket[5m])))`,
      /needs buckets, but its argument has no label "le"/,
    ],
    [
      `sum by (service_name) (process_uptime_seconds) / sum(process_uptime_seconds)`,
      /the sides of "\/" have different labels \(service_name and none\) and never match/,
    ],
    ['sum(', /does not parse/],
  ])('in %s', (query, problem) => {
    expect(problemsOfQuery(query).join('\n')).toMatch(problem);
  });

  test('behind recorded series, whose labels are those that their rules leave', () => {
    const recorded = {
      record: 'test:jobs:rate5m',
      expr: `sum by (service_name, fluxora_job_outcome) (rate(${COUNT}[5m]))`,
      labels: { kind: 'all' },
    };
    const reading = (expr: string) => problemsOfRules(recorded, { record: 'test:read:x', expr });

    expect(reading('test:jobs:rate5m{fluxora_job_outcome="failed", kind="all"}')).toEqual([]);
    expect(reading('sum by (fluxora_job_name) (test:jobs:rate5m)').join()).toMatch(
      /has no label "fluxora_job_name"\. It has: fluxora_job_outcome, kind, service_name/,
    );
    expect(reading('test:jobs:rate5m{fluxora_job_outcome="fail"}').join()).toMatch(/never has/);
    expect(reading('test:jobs:rate5m{kind="none"}').join()).toMatch(/never has kind "none"/);
    expect(reading('rate(test:jobs:rate5m[5m])').join()).toMatch(/it is no counter/);
  });

  test('and a rule that reads itself is followed to its end', () => {
    expect(
      problemsOfRules({
        record: 'test:sum:x',
        expr: `test:sum:x + sum(rate(${COUNT}[5m])) or sum(rate(${COUNT}[5m]))`,
      }),
    ).toEqual([]);
  });
});

describe('counters are read by how they grow, gauges by what they are', () => {
  test.each<[string, RegExp]>([
    [`sum(${COUNT})`, /reads the counter .* as it is/],
    [`${COUNT} > 0`, /as it is/],
    [`rate(process_uptime_seconds[5m])`, /it is no counter\. Use deriv or delta/],
    [`delta(${COUNT}[5m])`, /by delta, which sees every restart as a fall/],
    [
      `rate(sum(${COUNT})[5m:])`,
      /by sum before rate, which then cannot see restarts\. Use rate first/,
    ],
    [`max_over_time(${COUNT}[5m])`, /as it is/],
  ])('%s', (query, problem) => {
    expect(problemsOfQuery(query).join('\n')).toMatch(problem);
  });
});

describe('what one of the two Prometheus would refuse is found', () => {
  test.each<[string, RegExp]>([
    [`rate(${COUNT})`, /gives rate series, where it takes a range of series\. Add a range/],
    [`sum(rate(${COUNT}[5m])[1h:])`, /gives sum a range of series/],
    [`${COUNT}[5m]`, /returns a range/],
    ['process_uptime_seconds and 1', /has a number beside "and"/],
    ['1 > 2', /compares two numbers/],
    [
      'double_exponential_smoothing(process_uptime_seconds[1h], 0.5, 0.5)',
      /uses double_exponential_smoothing, which/,
    ],
    ['info(process_uptime_seconds)', /uses info, which/],
    ['limitk(2, process_uptime_seconds)', /uses limitk, which/],
    ['{"process.uptime"}', /in quotation marks/],
    ['rate(process_uptime_seconds[5m * 2])', /has the range \[5m \* 2\]/],
    ['round()', /gives round 0 arguments/],
    [
      'quantile_over_time(process_uptime_seconds[5m], 0.9)',
      /gives quantile_over_time a range of series, where it takes a number/,
    ],
  ])('%s', (query, problem) => {
    expect(problemsOfQuery(query).join('\n')).toMatch(problem);
  });
});

describe('a panel', () => {
  const bucket = `sum by (le, service_name) (rate(${JOBS}_bucket[5m]))`;

  test.each([
    ['s', `histogram_quantile(0.9, ${bucket})`],
    ['{job}/s', `sum(rate(${COUNT}[5m]))`],
    ['1', `sum(rate(${COUNT}[5m])) / sum(rate(${COUNT}[5m]))`],
    ['%', `100 * (sum(rate(${COUNT}[5m])) / sum(rate(${COUNT}[5m])))`],
    ['s', `sum(rate(${JOBS}_sum[5m])) / sum(rate(${COUNT}[5m]))`],
    ['{job}', `sum(increase(${COUNT}[1h]))`],
    ['s', 'time() - process_uptime_seconds'],
    ['ms', '1000 * process_uptime_seconds'],
  ])('in %s may show %s', (unit, expr) => {
    expect(problemsOfPanel({ unit, queries: [{ expr }] })).toEqual([]);
  });

  test.each([
    ['ms', `histogram_quantile(0.9, ${bucket})`, 's'],
    ['s', `sum(rate(${COUNT}[5m]))`, '1/s'],
    ['By', 'process_uptime_seconds > 5', 's'],
    ['{job}', `sum(rate(${COUNT}[5m]))`, '1/s'],
    ['1', 'sum(process_memory_usage_bytes)', 'By'],
  ])('in %s may not show %s', (unit, expr, found) => {
    expect(problemsOfPanel({ unit, queries: [{ expr }] })).toEqual([
      expect.stringContaining(`in "${unit}", but its unit is "${found}"`),
    ]);
  });

  test('has legends and columns of labels that its queries return', () => {
    const expr = 'max by (service_name) (process_uptime_seconds)';

    expect(
      problemsOfPanel({
        queries: [{ expr, legend: '{{service_name}} {{host_name}}' }],
        columns: [
          { from: 'service_name', title: 'Service' },
          { from: 'A', title: 'Value' },
          { from: 'zone', title: 'Zone' },
        ],
      }),
    ).toEqual([
      expect.stringMatching(/names "host_name" in a legend.*It returns: service_name/),
      expect.stringMatching(/has a column from "zone"/),
    ]);
  });

  test('may group by a choice of Grafana, whose labels nobody knows', () => {
    const queries = [{ expr: 'sum by ($group) (process_uptime_seconds)', legend: '{{host_name}}' }];

    expect(problemsOfPanel({ queries })).toEqual([]);
  });

  test('has LogQL that parses', () => {
    const queries = [
      { expr: '{service_name="$service"} | json | level = ', source: 'loki' as const },
    ];

    expect(problemsOfPanel({ queries }).join()).toMatch(/LogQL that does not parse/);
  });
});
