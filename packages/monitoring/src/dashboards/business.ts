import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel, Row } from './dashboard-source.ts';
import { metricPanels } from './parts/business-metrics.ts';
import { emits } from './parts/emits.ts';
import { legend } from './parts/labels.ts';
import { graph, now, query, row, stat } from './parts/panels.ts';
import { createPhrases, ratio } from './parts/phrases.ts';
import { distinctUsers } from './parts/users.ts';
import { environmentVariable, serviceVariable } from './parts/variables.ts';

const EVENTS = 'fluxora.usage.events';
const FEATURE = 'fluxora.usage.feature';
const PLAN = 'fluxora.usage.plan';
const SESSION = 'fluxora.usage.session.duration';

/** What people do with the platform, and what it brings: usage, and every metric that the services declare themselves. */
export const business: DashboardSource = {
  name: 'business',
  isWanted: (context) => emits(context, 'usage') || context.monitoring.catalogs.length > 0,
  dashboard: (context) => ({
    title: 'Business and engagement',
    description:
      'Who uses what, how many and for how long; and the figures that the services themselves declare, one graph each.',
    tags: ['business'],
    audience: 'executive',
    variables: [environmentVariable(context), serviceVariable(context)],
    from: 'now-7d',
    refresh: '1m',
    rows: [
      ...(emits(context, 'usage')
        ? [row('Engagement', engagement(context)), row('Usage', usage(context))]
        : []),
      ...figures(context),
    ],
  }),
};

function engagement({ q }: RuleContext): readonly Panel[] {
  const { increase, quantile } = createPhrases(q);
  return [
    stat({
      title: 'Users today',
      description: 'Distinct users within a day, estimated to about 7 %; nobody is identified.',
      unit: '{user}',
      decimals: 0,
      noValue: 'not counted',
      queries: [query(distinctUsers(q, '1d'))],
    }),
    stat({
      title: 'Users this week',
      description: 'Distinct users within seven days.',
      unit: '{user}',
      decimals: 0,
      noValue: 'not counted',
      queries: [query(distinctUsers(q, '7d'))],
    }),
    stat({
      title: 'Users this month',
      description: 'Distinct users within thirty days.',
      unit: '{user}',
      decimals: 0,
      noValue: 'not counted',
      queries: [query(distinctUsers(q, '30d'))],
    }),
    stat({
      title: 'Stickiness',
      description:
        'Users of a day as a share of those of a week. At a seventh everybody comes once a week, at 100 % daily.',
      unit: '1',
      decimals: 0,
      noValue: 'not counted',
      queries: [query(ratio(distinctUsers(q, '1d'), distinctUsers(q, '7d')))],
    }),
    stat({
      title: 'Uses',
      description: 'How often any feature was used within the time range.',
      unit: '{event}',
      decimals: 0,
      queries: [now(increase(EVENTS, { window: '$__range' }))],
    }),
    stat({
      title: 'Length of a session',
      description: 'Median length of the sessions that ended within a day.',
      unit: 's',
      decimals: 1,
      noValue: 'no sessions',
      queries: [query(quantile(0.5, SESSION, { window: '1d' }))],
    }),
  ];
}

function usage({ q }: RuleContext): readonly Panel[] {
  const { increase, quantile } = createPhrases(q);
  return [
    graph({
      title: 'Uses by feature',
      description:
        'How often each feature was used, by the hour. One that falls to nothing after a deployment is broken or hidden.',
      unit: '{event}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      queries: [query(increase(EVENTS, { by: [FEATURE], window: '1h' }), legend(q, FEATURE))],
    }),
    {
      kind: 'piechart',
      title: 'Share of features',
      description: 'Which features are used most, over the time range.',
      width: 6,
      height: 8,
      unit: '{event}',
      queries: [now(increase(EVENTS, { by: [FEATURE], window: '$__range' }), legend(q, FEATURE))],
    },
    {
      kind: 'piechart',
      title: 'Share of plans',
      description: 'Which plans the uses belong to, over the time range.',
      width: 6,
      height: 8,
      unit: '{event}',
      queries: [now(increase(EVENTS, { by: [PLAN], window: '$__range' }), legend(q, PLAN))],
    },
    graph({
      title: 'Distinct users',
      description:
        'Users within a day, a week and a month before each point. The first moves at once, the last slowly.',
      unit: '{user}',
      queries: (['1d', '7d', '30d'] as const).map((window) =>
        query(distinctUsers(q, window), `within ${window}`),
      ),
    }),
    graph({
      title: 'Sessions',
      description: 'Median and 95th percentile of how long sessions last.',
      unit: 's',
      queries: [
        query(quantile(0.5, SESSION, { window: '1h' }), 'median'),
        query(quantile(0.95, SESSION, { window: '1h' }), '95th percentile'),
      ],
    }),
  ];
}

/** The catalog of what was declared by `defineKpi`, in whichever service. */
const isKpis = (name: string): boolean => name.endsWith('/kpis');

/** One row per catalog of the user's; key figures first. */
function figures({ monitoring, q }: RuleContext): readonly Row[] {
  return monitoring.catalogs
    .toSorted((a, b) => Number(isKpis(b.name)) - Number(isKpis(a.name)))
    .map((catalog) => row(titleOf(catalog.name), metricPanels(catalog, q)))
    .filter(({ panels }) => panels.length > 0);
}

/** `@fluxora/example-forecast-api` → `Figures of example-forecast-api`. */
function titleOf(name: string): string {
  return isKpis(name) ? 'Key figures' : `Figures of ${name.replace(/^@[^/]+\//, '')}`;
}
