import type { DashboardSource } from './dashboard-source.ts';
import { alerts, objectives } from './overview/alerts.ts';
import { present, services } from './overview/present.ts';
import { signals } from './overview/signals.ts';
import { row } from './parts/panels.ts';
import { environmentVariable, serviceVariable } from './parts/variables.ts';
import { work } from './overview/work.ts';

/** The whole platform on one page: is anything wrong, where, and since when. */
export const overview: DashboardSource = {
  name: 'overview',
  dashboard: (context) => ({
    title: 'Overview',
    description:
      'The whole platform as it is now: what fires, how every service does, traffic, errors, duration and saturation, jobs and forecasts. Start here.',
    tags: [],
    audience: 'engineer',
    variables: [environmentVariable(context), serviceVariable(context)],
    from: 'now-3h',
    refresh: '10s',
    rows: [
      row('Now', present(context)),
      row('Services', [services(context)]),
      row('Alerts and objectives', [alerts(context), ...objectives(context)]),
      row('Traffic, errors, duration, saturation', signals(context)),
      ...work(context),
    ],
  }),
};
