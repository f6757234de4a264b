import type { Dashboard } from '../../dashboards/dashboard-source.ts';
import type { Plan } from '../../plan.ts';
import { annotations } from './annotations.ts';
import type {
  DashboardJson,
  DashboardLinkJson,
  DataSourceJson,
  PanelJson,
  RowJson,
} from './grafana-json.ts';
import { placeRows } from './layout.ts';
import { parseLink, type Targets } from './link-url.ts';
import { panelJson } from './panel-json.ts';
import { dataSourceVariable, queryVariable } from './variables.ts';

/** Of Grafana 12; older versions ignore what they do not know, newer ones migrate. */
const SCHEMA_VERSION = 42;

/** A dashboard as Grafana reads it from a file. The same plan gives the same JSON. */
export function dashboardJson(
  { uid, dashboard }: Plan['dashboards'][number],
  plan: Plan,
): DashboardJson {
  const targets: Targets = new Map(plan.dashboards.map((each) => [each.name, each.dashboard]));
  return {
    id: null,
    uid,
    title: dashboard.title,
    description: dashboard.description,
    tags: [plan.monitoring.name, dashboard.audience, ...dashboard.tags],
    timezone: 'browser',
    editable: false,
    graphTooltip: 1,
    weekStart: 'monday',
    time: { from: dashboard.from ?? 'now-6h', to: 'now' },
    refresh: dashboard.refresh ?? '30s',
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    links: [dropdown(plan.monitoring.name)],
    templating: {
      list: [
        ...usedSources(dashboard).map(dataSourceVariable),
        ...dashboard.variables.map(queryVariable),
      ],
    },
    annotations: { list: annotations(dashboard, plan) },
    panels: panels(dashboard, targets),
  };
}

function panels(dashboard: Dashboard, targets: Targets): (PanelJson | RowJson)[] {
  let lastId = 0;
  return placeRows(dashboard.rows).flatMap(({ row, grid, panels: places }) => {
    lastId += 1;
    const id = lastId;
    const members = row.panels.map((panel, index) => {
      lastId += 1;
      const place = places[index] ?? grid;
      return panelJson(panel, lastId, place, dashboard, targets);
    });
    const isCollapsed = row.isCollapsed ?? false;
    const head: RowJson = {
      id,
      type: 'row',
      title: row.title,
      collapsed: isCollapsed,
      gridPos: grid,
      panels: isCollapsed ? members : [],
    };
    return isCollapsed ? [head] : [head, ...members];
  });
}

/** Metrics always, since annotations read them; logs and traces where a panel or a link does. */
function usedSources(dashboard: Dashboard): DataSourceJson['type'][] {
  const all = dashboard.rows.flatMap(({ panels: members }) => members);
  const links = all
    .flatMap(({ links: own = [], columns = [] }) => [...own, ...columns.map(({ link }) => link)])
    .flatMap((link) => (link ? [parseLink(link.to).kind] : []));
  const sources = new Set(all.flatMap(({ queries }) => queries.map(({ source }) => source)));
  return [
    'prometheus',
    ...(sources.has('loki') || links.includes('logs') ? (['loki'] as const) : []),
    ...(sources.has('tempo') || links.includes('traces') ? (['tempo'] as const) : []),
  ];
}

function dropdown(name: string): DashboardLinkJson {
  return {
    title: 'Dashboards',
    type: 'dashboards',
    icon: 'external link',
    tooltip: 'All dashboards of the platform, with this time range and these choices',
    url: '',
    tags: [name],
    asDropdown: true,
    targetBlank: false,
    includeVars: true,
    keepTime: true,
  };
}
