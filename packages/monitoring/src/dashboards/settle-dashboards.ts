import type { Dashboard, Row } from './dashboard-source.ts';

export interface NamedDashboard {
  readonly name: string;
  readonly dashboard: Dashboard;
}

/**
 * Of dashboards that come with the package: leaves out what this definition has no use for. Rows without a panel, variables that no query
 * reads, dashboards without a row, and links to those. Dashboards of the user's are left as they are: there, all this is a mistake.
 */
export function settleDashboards<D extends NamedDashboard>(
  dashboards: readonly D[],
  isOurs: (name: string) => boolean,
): D[] {
  const names = new Set(dashboards.map(({ name }) => name));
  const settled = dashboards.map((named) =>
    isOurs(named.name) ? { ...named, dashboard: settle(named.dashboard, names) } : named,
  );
  const kept = settled.filter(({ name, dashboard }) => !isOurs(name) || dashboard.rows.length > 0);
  // One that is gone is linked to no more, which may leave others without anything.
  return kept.length < dashboards.length ? settleDashboards(kept, isOurs) : kept;
}

function settle(dashboard: Dashboard, names: ReadonlySet<string>): Dashboard {
  const rows = (withoutDeadLinks(dashboard.rows, names) as readonly Row[]).filter(
    ({ panels }) => panels.length > 0,
  );
  const variables = dashboard.variables.filter(({ name }, index, all) => {
    const readers = JSON.stringify([rows, all.filter((_, other) => other !== index)]);
    return new RegExp(`\\$\\{?${name}\\b`).test(readers);
  });
  return { ...dashboard, rows, variables };
}

/** The same data without members and items that lead to a dashboard that is not there. */
function withoutDeadLinks(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !isDeadLink(item, names))
      .map((item) => withoutDeadLinks(item, names));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !isDeadLink(member, names))
      .map(([key, member]) => [key, withoutDeadLinks(member, names)]),
  );
}

function isDeadLink(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null || !('to' in value)) return false;
  const name = /^dashboard:([\w-]+)/.exec(String(value.to))?.[1];
  return name !== undefined && !names.has(name);
}
