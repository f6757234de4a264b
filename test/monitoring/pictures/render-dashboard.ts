import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type {
  DashboardJson,
  PanelJson,
  RowJson,
} from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';
import { chooseVariables, type Chosen } from './interpolate.ts';
import { insideOf, pageHtml, type Placed } from './page.ts';
import { marks, panelData } from './panel-data.ts';
import { prometheusApi } from './prometheus-api.ts';
import { screenshot } from './screenshot.ts';

export interface RenderOptions {
  readonly dashboardJsonPath: string;
  readonly prometheusUrl: string;
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
  /** `…/overview.png`; ending in `.html`, the page itself. */
  readonly out: string;
  /** Other choices than those with which the dashboard opens. */
  readonly variables?: Chosen;
  /** Pixels. @defaultValue 1500 */
  readonly width?: number;
  /** How often services export. Seconds. @defaultValue 60 */
  readonly exportSeconds?: number;
  /** Titles of collapsed rows that are shown open. @defaultValue none */
  readonly open?: readonly string[];
}

/** What a dashboard showed: for tests, and to tell which panels had no data. */
export interface Rendered {
  readonly out: string;
  readonly bytes: number;
  readonly panels: number;
  /** Titles of panels on Prometheus that got no series at all. */
  readonly empty: readonly string[];
  readonly errors: readonly string[];
}

/** Draws a dashboard's JSON with what a Prometheus really answers, and photographs the page in Chromium. */
export async function renderDashboard(options: RenderOptions): Promise<Rendered> {
  const {
    dashboardJsonPath,
    prometheusUrl,
    from,
    to,
    out,
    width = 1500,
    exportSeconds = 60,
    open = [],
  } = options;
  const dashboard = JSON.parse(readFileSync(dashboardJsonPath, 'utf8')) as DashboardJson;
  const prometheus = prometheusApi(prometheusUrl);
  const span = { from, to };
  const chosen = await chooseVariables(dashboard, prometheus, span, options.variables);
  const asked = { prometheus, span, chosen, exportSeconds };
  const { panels, rows } = unfolded(dashboard, open);
  const placed: Placed[] = [];
  for (const panel of panels) {
    const data = await panelData(panel, insideOf(panel.gridPos, width).width, asked);
    placed.push({ grid: panel.gridPos, data });
  }
  const html = pageHtml({
    dashboard,
    chosen,
    width,
    panels: placed,
    rows,
    marks: await marks(dashboard.annotations.list, asked),
  });
  mkdirSync(dirname(out), { recursive: true });
  const bytes = out.endsWith('.html') ? Buffer.from(html) : await screenshot(html, width);
  writeFileSync(out, bytes);
  return {
    out,
    bytes: bytes.length,
    panels: placed.length,
    empty: placed
      .filter(
        ({ data }) => data.panel.datasource?.type === 'prometheus' && data.series.length === 0,
      )
      .map(({ data }) => data.panel.title),
    errors: placed.flatMap(({ data }) =>
      data.errors.map((error) => `${data.panel.title}: ${error}`),
    ),
  };
}

/** Panels that are seen, and heads of rows; what is below an opened row moves down. */
function unfolded({ panels }: DashboardJson, open: readonly string[]) {
  let shift = 0;
  const seen: PanelJson[] = [];
  const rows = [];
  for (const each of panels) {
    const grid = { ...each.gridPos, y: each.gridPos.y + shift };
    if (!isRow(each)) {
      seen.push({ ...each, gridPos: grid });
      continue;
    }
    const isOpen = open.includes(each.title) || !each.collapsed;
    rows.push({ grid, title: each.title, isCollapsed: !isOpen, panels: each.panels.length });
    if (!isOpen || !each.collapsed) continue;
    seen.push(
      ...each.panels.map((panel) => ({
        ...panel,
        gridPos: { ...panel.gridPos, y: panel.gridPos.y + shift },
      })),
    );
    shift += Math.max(...each.panels.map(({ gridPos: { y, h } }) => y + h)) - each.gridPos.y - 1;
  }
  return { panels: seen, rows };
}

function isRow(panel: PanelJson | RowJson): panel is RowJson {
  return panel.type === 'row';
}
