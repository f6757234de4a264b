import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';

const METRIC = 'prometheus_rule_evaluation_failures_total';
const NO_ENVIRONMENT = { 'deployment.environment.name': '' };

export const rulesFail: AlertSource = {
  name: 'RulesFail',
  area: 'telemetry',
  severity: 'page',
  per: 'platform',
  for: '5m',
  labels: ['rule_group'],
  summary: 'Rules fail: {{ $labels.rule_group }}',
  description:
    'Prometheus could not evaluate {{ $value | humanize }} rules of {{ $labels.rule_group }} within 15 minutes. Alerts among them do not fire, whatever happens.',
  dashboard: 'telemetry',
  runbook: {
    meaning:
      'An expression met what it cannot work with, most often two series where it expects one ("many-to-many matching"), or Prometheus was too slow.',
    impact: 'The alerts of the group are blind, its recorded series have gaps.',
    diagnosis: [
      {
        step: 'See which group, and since when.',
        query: ({ q }) =>
          `sum by (${q.label('rule_group')}) (increase(${q.metric(METRIC)}[15m])) > 0`,
      },
      {
        step: 'Open Prometheus, Status → Rules: the rule shows its error. Its log has it, too: "Evaluating rule failed".',
      },
      {
        step: 'See whether the group takes longer than its interval.',
        query: ({ q }) =>
          `${q.metric('prometheus_rule_group_last_duration_seconds')} / ${q.metric('prometheus_rule_group_interval_seconds')}`,
      },
    ],
    mitigation: [
      'Duplicate series: find the label in which they differ (the error names them), and who sends the second one.',
      'Too slow: see what grew (series of one metric), or give Prometheus more.',
      'A rule of your own: mend it, and add a test.',
    ],
    escalation: 'Platform owners at once: what these alerts watch is unwatched.',
    reviewed: REVIEWED,
  },
  expr: ({ q }) => `sum by (${q.label('rule_group')}) (increase(${q.metric(METRIC)}[15m])) > 0`,
  tests: (context) => {
    const group = { rule_group: '/etc/prometheus/rules/slos.yaml;fluxora-slos' };
    const of = { 'service.name': '', 'service.instance.id': '', ...NO_ENVIRONMENT, ...group };
    return [
      {
        name: 'fires for a group that goes on failing',
        input: [series(context, METRIC, of, '0x10 0+2x30')],
        alerts: [
          { at: '10m', firing: [] },
          { at: '25m', firing: [environmentLabels(context, { ...NO_ENVIRONMENT, ...group })] },
        ],
      },
      {
        name: 'is silent once failures are long past',
        input: [series(context, METRIC, of, '0 5x60')],
        alerts: [{ at: '40m', firing: [] }],
      },
    ];
  },
};
