import type { Dashboard, Panel, PanelLink } from '../dashboards/dashboard-source.ts';
import type { Plan } from '../plan.ts';
import type { Problem } from '../problems.ts';

export interface PlacedPanel {
  /** As in problems: `dashboards/jobs/Waiting`. */
  readonly place: string;
  readonly panel: Panel;
  readonly dashboard: Dashboard;
}

/** Every panel of every dashboard. */
export function panelsOf(plan: Plan): readonly PlacedPanel[] {
  return plan.dashboards.flatMap(({ name, dashboard }) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.map((panel) => ({ place: `dashboards/${name}/${panel.title}`, panel, dashboard })),
    ),
  );
}

/** Links of a panel's values and of its columns. */
export function linksOf({ links = [], columns = [] }: Panel): readonly PanelLink[] {
  return [...links, ...columns.flatMap(({ link }) => link ?? [])];
}

/** The messages of one place. */
export function problemsAt(place: string, messages: readonly string[]): Problem[] {
  return messages.map((message) => ({ place, message }));
}

/** Those that stand more than once, each once. */
export function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
