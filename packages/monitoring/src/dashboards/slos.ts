import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { firingAlerts } from './parts/alerts.ts';
import {
  bars,
  collapsed,
  falling,
  graph,
  signedGraph,
  now,
  query,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { environmentVariable } from './parts/variables.ts';

/** Whether promises are kept, and how fast what is left of their budgets burns. */
export const slos: DashboardSource = {
  name: 'slos',
  isWanted: ({ monitoring }) => monitoring.slos.length > 0,
  dashboard: (context) => ({
    title: 'Objectives',
    description:
      'Service level objectives: what is promised, what was kept, what is left of the error budget and how fast it burns. Long windows come from recorded series.',
    tags: ['slo'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      { name: 'slo', label: 'Objective', query: 'label_values(slo:objective:ratio, slo)' },
    ],
    from: 'now-7d',
    refresh: '1m',
    rows: [
      row('Now', present(context)),
      row('Objectives', [objectives(context), ...budgets(context)]),
      row('Burn', burn(context)),
      row('Events', events(context)),
      collapsed('Alerts', [alerts(context)]),
    ],
  }),
};

/** Objectives themselves stand for every environment; what was measured has one. */
const CHOSEN = 'slo=~"$slo"';

function measured({ q }: RuleContext, record: string): string {
  return `${record}{${q.label('deployment.environment.name')}=~"$environment", ${CHOSEN}}`;
}

function present(context: RuleContext): readonly Panel[] {
  return [
    stat({
      title: 'Objectives missed',
      description:
        'Objectives whose budget is spent. Until it is back, changes that risk more should wait.',
      unit: '{objective}',
      width: 6,
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: [
        query(
          `count (${measured(context, 'slo:budget_remaining:ratio')} < 0) or count (${measured(context, 'slo:budget_remaining:ratio')}) * 0`,
        ),
      ],
    }),
    stat({
      title: 'Least budget',
      description: 'What is left of the budget of the objective that is worst off.',
      unit: '1',
      width: 6,
      decimals: 1,
      steps: falling(0.01, 0.25),
      queries: [query(`min (${measured(context, 'slo:budget_remaining:ratio')})`)],
    }),
    stat({
      title: 'Fastest burn, 1 h',
      description:
        'How many times faster than allowed the worst objective burns, over an hour. At 14.4 a thirty-day budget is gone in two days.',
      unit: '',
      width: 6,
      decimals: 2,
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'yellow' },
        { from: 14.4, color: 'red' },
      ],
      queries: [query(`max (${measured(context, 'slo:burn_rate:rate1h')})`)],
    }),
    stat({
      title: 'Fastest burn, 6 h',
      description: 'The same over six hours. At 6 a thirty-day budget is gone in five days.',
      unit: '',
      width: 6,
      decimals: 2,
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'yellow' },
        { from: 6, color: 'red' },
      ],
      queries: [query(`max (${measured(context, 'slo:burn_rate:rate6h')})`)],
    }),
  ];
}

function objectives(context: RuleContext): Panel {
  const { q } = context;
  const apart = `slo, ${q.label('service.name')}`;
  const worst = (record: string) => now(`max by (${apart}) (${measured(context, record)})`);
  return table({
    title: 'Objectives',
    description: 'Every objective over its period: what was promised, what was kept, what is left.',
    height: 8,
    queries: [
      now(`max by (${apart}) (slo:objective:ratio{${CHOSEN}})`),
      now(`1 - max by (${apart}) (${measured(context, 'slo:error_ratio:period')})`),
      now(`min by (${apart}) (${measured(context, 'slo:budget_remaining:ratio')})`),
      worst('slo:burn_rate:rate1h'),
      worst('slo:burn_rate:rate6h'),
      worst('slo:events:increase1d'),
    ],
    columns: [
      { from: 'slo', title: 'Objective' },
      {
        from: q.label('service.name'),
        title: 'Service',
        link: { title: 'The service', to: 'dashboard:service?service=${__data.fields["Service"]}' },
      },
      { from: 'A', title: 'Promised', unit: '1', decimals: 3 },
      { from: 'B', title: 'Kept', unit: '1', decimals: 3 },
      {
        from: 'C',
        title: 'Budget left',
        unit: '1',
        decimals: 1,
        steps: falling(0.01, 0.25),
        sort: 'ascending',
      },
      { from: 'D', title: 'Burn, 1 h', unit: '', decimals: 2 },
      { from: 'E', title: 'Burn, 6 h', unit: '', decimals: 2 },
      { from: 'F', title: 'Events per day', unit: '{event}', decimals: 0 },
    ],
  });
}

function budgets(context: RuleContext): readonly Panel[] {
  const left = `min by (slo) (${measured(context, 'slo:budget_remaining:ratio')})`;
  return [
    bars({
      title: 'Budget left',
      description: 'What is left of each error budget now.',
      unit: '1',
      min: 0,
      max: 1,
      decimals: 1,
      steps: falling(0.01, 0.25),
      queries: [query(left, '{{slo}}')],
    }),
    signedGraph({
      title: 'Budget left over time',
      description:
        'A cliff is an outage, a slope a steady loss. It comes back as old errors leave the period.',
      unit: '1',
      max: 1,
      queries: [query(left, '{{slo}}')],
    }),
  ];
}

function burn(context: RuleContext): readonly Panel[] {
  const rateOf = (window: string, limit: number): Panel =>
    graph({
      title: `Burn rate, ${window}`,
      description: `How many times faster than allowed errors happen, over ${window}. Somebody is told above ${limit}, when a shorter window agrees.`,
      unit: '',
      width: 8,
      decimals: 1,
      steps: [
        { from: -Infinity, color: 'green' },
        { from: limit, color: 'red' },
      ],
      queries: [
        query(`max by (slo) (${measured(context, `slo:burn_rate:rate${window}`)})`, '{{slo}}'),
      ],
    });
  return [rateOf('1h', 14.4), rateOf('6h', 6), rateOf('3d', 1)];
}

function events(context: RuleContext): readonly Panel[] {
  return [
    graph({
      title: 'Events',
      description:
        'What is counted by each objective, per second. Too few of them, and one failure looks like an outage.',
      unit: '{event}/s',
      queries: [query(`sum by (slo) (${measured(context, 'slo:events:rate5m')})`, '{{slo}}')],
    }),
    graph({
      title: 'Share that was bad',
      description: 'Errors over events, of five minutes.',
      unit: '1',
      queries: [query(`max by (slo) (${measured(context, 'slo:error_ratio:rate5m')})`, '{{slo}}')],
    }),
  ];
}

function alerts({ q }: RuleContext): Panel {
  return table({
    title: 'Alerts on objectives',
    description: 'What fires because a budget burns.',
    height: 6,
    noValue: 'none',
    queries: [now(firingAlerts(q, 'area="slos"'))],
    columns: [
      { from: 'severity', title: 'Severity', sort: 'ascending' },
      { from: 'alertname', title: 'Alert' },
      { from: q.label('service.name'), title: 'Service' },
    ],
  });
}
