import type { AlertSource } from '../alert-source.ts';
import { burnExpression } from './burn-expression.ts';
import { burnTests } from './burn-tests.ts';

/** Nobody is woken, but the period ends without a budget if it goes on. */
export const errorBudgetBurnsSlowly: AlertSource = {
  name: 'ErrorBudgetBurnsSlowly',
  area: 'slos',
  severity: 'ticket',
  isWanted: ({ monitoring }) => monitoring.slos.length > 0,
  for: '15m',
  labels: ['deployment.environment.name', 'service.name', 'slo'],
  summary:
    '{{ $labels.slo }}: the error budget burns {{ $value | humanize }} times as fast as allowed, for a day or more',
  description:
    '{{ $labels.service_name }} spends the error budget of {{ $labels.slo }} {{ $value | humanize }} times as fast as it may, over the ' +
    'last day (and two hours) or three days (and six hours). Nothing is on fire; at this pace the objective of the period is missed. ' +
    'Look at which errors have been coming back since the day it began.',
  dashboard: 'slos',
  expr: (context) => burnExpression(context, 'ticket'),
  tests: (context) => burnTests(context, 'ticket'),
  runbook: {
    meaning:
      'A small but lasting share of events is bad: more than the objective allows, less than what pages. It has been so for a day or ' +
      'longer, and the last hours are no better.',
    impact:
      'Some users meet errors or slowness again and again. When nobody acts, the budget is gone before the period ends, and with it ' +
      'the room for risky changes.',
    diagnosis: [
      {
        step: 'See since when the ratio has been higher, over days.',
        query: ({ scope }) => `slo:error_ratio:rate6h{${scope.selector}}`,
      },
      {
        step: 'See how much of the budget is left.',
        query: ({ scope }) => `slo:budget_remaining:ratio{${scope.selector}}`,
      },
      {
        step: 'For requests: find the routes with the most errors over the day.',
        query: ({ scope }) => `topk(10, service_route:http_errors:rate1d{${scope.selector}})`,
      },
      {
        step: 'For jobs: find those that fail.',
        query: ({ scope }) => `topk(10, service_job:job_failure_ratio:rate1d{${scope.selector}})`,
      },
      {
        step: 'Look for a rhythm: errors at each full hour or each night point to a job, a backup or a limit that something runs into.',
        query: ({ scope }) => `slo:error_ratio:rate30m{${scope.selector}}`,
      },
    ],
    mitigation: [
      'Mend the most frequent cause and see the ratio of the last two hours fall.',
      'Hold back risky changes of this service until the budget recovers.',
      'When the objective asks for more than users need, change it together with them, in the definition, with the reason.',
    ],
    escalation:
      'The team that owns the service plans it within the week. When less than a quarter of the budget is left, tell the team lead.',
    reviewed: '2026-11-22',
  },
};
