import type { AlertSource } from '../alert-source.ts';
import { burnExpression } from './burn-expression.ts';
import { burnTests } from './burn-tests.ts';

/** Users notice now, and the month's budget is gone within days. */
export const errorBudgetBurnsFast: AlertSource = {
  name: 'ErrorBudgetBurnsFast',
  area: 'slos',
  severity: 'page',
  isWanted: ({ monitoring }) => monitoring.slos.length > 0,
  // The short window has waited already; two minutes bridge a single odd evaluation.
  for: '2m',
  labels: ['deployment.environment.name', 'service.name', 'slo'],
  summary:
    '{{ $labels.slo }}: the error budget burns {{ $value | humanize }} times as fast as allowed',
  description:
    '{{ $labels.service_name }} misses the objective {{ $labels.slo }} badly: its error budget is being spent {{ $value | humanize }} ' +
    'times as fast as it may be, over the last hour (and five minutes) or six hours (and thirty minutes). ' +
    'Look at the dashboard for when it began, then at what was deployed or changed just before.',
  dashboard: 'slos',
  inhibits: [
    {
      alert: 'ErrorBudgetBurnsSlowly',
      equal: ['deployment_environment_name', 'service_name', 'slo'],
    },
  ],
  expr: (context) => burnExpression(context, 'page'),
  tests: (context) => burnTests(context, 'page'),
  runbook: {
    meaning:
      'An objective of a service allows a small share of bad events in its period: the error budget. Right now so many events are ' +
      'bad that the budget is spent many times faster than it may be. Two windows agree: the long one says that it matters, the short ' +
      'one that it is still going on. The value is the factor over the long window; at 14.4 a budget of 30 days lasts two.',
    impact:
      'Users meet the errors or the slowness now. When nobody acts, the objective of the whole period is missed within days, at the ' +
      'highest factors within hours.',
    diagnosis: [
      {
        step: 'See when it began and whether it still grows. A cliff points to a deployment or an outage, a slope to load or a leak.',
        query: ({ scope }) => `slo:error_ratio:rate5m{${scope.selector}}`,
      },
      {
        step: 'See how much of the budget is left: it tells whether to mend at once or to mend well.',
        query: ({ scope }) => `slo:budget_remaining:ratio{${scope.selector}}`,
      },
      {
        step: 'Find out whether a version is to blame: did one appear when it began?',
        query: ({ scope }) => `service_version:instances:count{${scope.selector}}`,
      },
      {
        step: 'For requests: find the route that fails. One route is a bug or one dependency; all routes are the process or the platform.',
        query: ({ scope }) => `topk(5, service_route:http_errors:rate5m{${scope.selector}})`,
      },
      {
        step: 'When answers are slow rather than wrong, find the slow route.',
        query: ({ scope }) =>
          `topk(5, service_route:http_duration_seconds:p95_5m{${scope.selector}})`,
      },
      {
        step: 'Open the slowest or failed traces of that route from the service dashboard; the first span with an error names the dependency.',
      },
      {
        step: 'See whether its event loop is full: then every route is slow.',
        query: ({ scope }) => `service:eventloop_utilization:max{${scope.selector}}`,
      },
      {
        step: 'See whether a pool of connections is full: then every route that needs it waits.',
        query: ({ scope }) => `service_pool:connection_utilization:ratio{${scope.selector}}`,
      },
    ],
    mitigation: [
      'A version came just before: roll it back first and look for the cause afterwards.',
      'A dependency fails: follow its own alerts; switch to its replica or to cached answers where the service can.',
      'Overload: add replicas, or shed the least important traffic.',
      'One route or one kind of job: switch it off behind its flag, so that the others stay within the objective.',
    ],
    escalation:
      'When it still burns after 30 minutes, or the cause lies in a service of another team, call that team or the team lead. Say since ' +
      'when, how fast, and what share of the budget is left.',
    reviewed: '2026-11-22',
  },
};
