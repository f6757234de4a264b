import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { firingAlerts } from '../parts/alerts.ts';
import { bars, falling, now, query, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

export function alerts({ q }: RuleContext): Panel {
  return table({
    title: 'Firing alerts',
    description:
      'What fires now, in all environments. Each has a runbook; the message that was sent links to it.',
    width: 12,
    height: 7,
    noValue: 'none',
    queries: [now(firingAlerts(q))],
    columns: [
      { from: 'severity', title: 'Severity', width: 110, sort: 'ascending' },
      { from: 'alertname', title: 'Alert' },
      { from: q.label('service.name'), title: 'Service' },
    ],
  });
}

export function objectives({ q, monitoring }: RuleContext): readonly Panel[] {
  if (monitoring.slos.length === 0) return [];
  const { selector } = createPhrases(q);
  return [
    bars({
      title: 'Error budgets',
      description:
        'What is left of the error budget of every objective. Below 0 the objective is missed.',
      unit: '1',
      height: 7,
      min: 0,
      max: 1,
      decimals: 1,
      steps: falling(0.01, 0.25),
      queries: [query(`min by (slo) (slo:budget_remaining:ratio{${selector}})`, '{{slo}}')],
      links: [{ title: 'The objective', to: 'dashboard:slos?slo=${__field.labels.slo}' }],
    }),
  ];
}
