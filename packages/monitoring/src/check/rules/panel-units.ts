import type { Panel } from '../../dashboards/dashboard-source.ts';
import { parseQuery } from '../../promql/parse-query.ts';
import { formatUnit, isSameUnit, parseUnit } from '../../promql/unit.ts';
import type { CheckRule } from '../check-rule.ts';
import { inferUnit } from '../infer-unit.ts';
import { inspectPlan } from '../queries.ts';
import type { StoredNames } from '../stored-names.ts';

/** A panel shows its values in the unit that they have, as far as that can be followed through its queries. */
export const panelUnits: CheckRule = (plan) => {
  const { names } = inspectPlan(plan);
  return plan.dashboards.flatMap(({ name, dashboard }) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        messagesOf(panel, names).map((message) => ({
          place: `dashboards/${name}/${panel.title}`,
          message,
        })),
      ),
    ),
  );
};

function messagesOf(panel: Panel, names: StoredNames): string[] {
  // Columns and series have units of their own; a heatmap's are those of its bounds.
  const hasOwn = [...(panel.columns ?? []), ...(panel.series ?? [])].some(({ unit }) => unit);
  if (panel.unit === undefined || hasOwn || panel.kind === 'heatmap') return [];
  const shown = parseUnit(panel.unit);
  return panel.queries
    .filter(({ source = 'prometheus' }) => source === 'prometheus')
    .flatMap(({ expr }) => {
      const { expression } = parseQuery(expr);
      const unit = expression && inferUnit(expression, names);
      if (unit === undefined || isSameUnit(unit, shown)) return [];
      return [
        `shows ${JSON.stringify(shorten(expr))} in "${panel.unit}", but its unit is "${formatUnit(unit)}". Set the panel's unit, or convert the query.`,
      ];
    });
}

function shorten(expr: string): string {
  const line = expr.replaceAll(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
