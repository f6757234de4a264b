import type { CheckRule } from '../check-rule.ts';
import { hasLabel, listLabels } from '../label-set.ts';
import { inspectPlan } from '../queries.ts';

/** Legends and columns name labels that the query returns. */
export const panelLegends: CheckRule = (plan) => {
  const { queries } = inspectPlan(plan);
  const byText = new Map(queries.map((query) => [`${query.place}\n${query.text}`, query]));
  return plan.dashboards.flatMap(({ name, dashboard }) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) => {
        const place = `dashboards/${name}/${panel.title}`;
        const found = panel.queries.map(
          ({ expr }) => byText.get(`${place}\n${expr}`)?.inspection.labels,
        );
        const wrong = panel.queries.flatMap(({ legend = '' }, index) => {
          const labels = found[index];
          return Array.from(legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g), ([, label = '']) => label)
            .filter((label) => labels !== undefined && !hasLabel(labels, label))
            .map((label) => ({
              place,
              message: `names "${label}" in a legend, which its query does not return. It returns: ${labels ? listLabels(labels) : ''}.`,
            }));
        });
        const columns = (panel.columns ?? [])
          .map(({ from }) => from)
          // Queries by their place, and what Grafana adds.
          .filter((from) => !/^[A-Z]$/.test(from) && from !== 'Time' && from !== 'Value')
          .filter((from) => !found.some((labels) => labels === undefined || hasLabel(labels, from)))
          .map((from) => ({
            place,
            message: `has a column from "${from}", which none of its queries returns. Correct the label.`,
          }));
        return [...wrong, ...columns];
      }),
    ),
  );
};
