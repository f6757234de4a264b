import type { Dashboard } from '../../dashboards/dashboard-source.ts';
import type { GridJson } from '../../outputs/grafana/grafana-json.ts';
import { GRID_COLUMNS, placeRows } from '../../outputs/grafana/layout.ts';
import type { CheckRule } from '../check-rule.ts';
import { problemsAt } from '../dashboard-panels.ts';

/** Panels have a size that Grafana's grid takes, and no two of a row lie upon one another. */
export const dashboardLayout: CheckRule = ({ dashboards }) =>
  dashboards.flatMap(({ name, dashboard }) => [
    ...problemsAt(`dashboards/${name}`, [
      ...(dashboard.rows.length === 0 ? ['has no rows. Add one, or leave the dashboard out.'] : []),
      ...dashboard.rows
        .filter(({ panels }) => panels.length === 0)
        .map(({ title }) => `has nothing in the row "${title}". Leave the row out.`),
    ]),
    ...sizes(name, dashboard),
    ...overlaps(name, dashboard),
  ]);

function sizes(name: string, { rows }: Dashboard) {
  return rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ title, width, height }) =>
      problemsAt(`dashboards/${name}/${title}`, [
        ...(isWhole(width, 1, GRID_COLUMNS)
          ? []
          : [`is ${width} columns wide. Use a whole number, 1 to ${GRID_COLUMNS}.`]),
        ...(isWhole(height, 2, 40) ? [] : [`is ${height} rows high. Use a whole number, 2 to 40.`]),
      ]),
    );
}

function overlaps(name: string, { rows }: Dashboard) {
  return placeRows(rows).flatMap(({ row, panels }) =>
    panels.flatMap((place, index) =>
      panels
        .slice(index + 1)
        .flatMap((other, offset) =>
          isApart(place, other)
            ? []
            : problemsAt(`dashboards/${name}/${row.panels[index]?.title}`, [
                `lies upon "${row.panels[index + 1 + offset]?.title}". Correct their sizes.`,
              ]),
        ),
    ),
  );
}

function isApart(a: GridJson, b: GridJson): boolean {
  return a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
