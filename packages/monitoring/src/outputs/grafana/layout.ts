import type { Row } from '../../dashboards/dashboard-source.ts';
import type { GridJson } from './grafana-json.ts';

/** Columns of Grafana's grid. */
export const GRID_COLUMNS = 24;

export interface PlacedRow {
  readonly row: Row;
  readonly grid: GridJson;
  /** Of the row's panels, in their order. */
  readonly panels: readonly GridJson[];
}

/**
 * Places panels from left to right, a line below where the next one does not fit. Under a collapsed row the next row follows at once:
 * its panels have the places that they take when it is opened.
 */
export function placeRows(rows: readonly Row[]): readonly PlacedRow[] {
  let y = 0;
  return rows.map((row) => {
    const grid = { x: 0, y, w: GRID_COLUMNS, h: 1 };
    let x = 0;
    let top = y + 1;
    let bottom = top;
    const panels = row.panels.map(({ width: w, height: h }) => {
      if (x + w > GRID_COLUMNS) {
        x = 0;
        top = bottom;
      }
      const place = { x, y: top, w, h };
      x += w;
      bottom = Math.max(bottom, top + h);
      return place;
    });
    y = row.isCollapsed ? y + 1 : bottom;
    return { row, grid, panels };
  });
}
