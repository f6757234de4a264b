import type {
  DashboardJson,
  GridJson,
} from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';
import { heatmapChart, pieChart, timeseriesChart, type Size } from './chart-panels.ts';
import { barsHtml, empty, legendHtml, statesHtml, statHtml, tableHtml } from './html-panels.ts';
import { interpolate, type Chosen } from './interpolate.ts';
import { escapeHtml, THEME } from './looks.ts';
import type { Mark, PanelData } from './panel-data.ts';

/** Of Grafana's grid. */
const CELL_HEIGHT = 30;
const GAP = 8;
const MARGIN = 16;
const TITLE_HEIGHT = 30;
const LEGEND_HEIGHT = 24;

export interface Placed {
  readonly grid: GridJson;
  readonly data: PanelData;
}

export interface PlacedHead {
  readonly grid: GridJson;
  readonly title: string;
  readonly isCollapsed: boolean;
  readonly panels: number;
}

export interface Page {
  readonly dashboard: DashboardJson;
  readonly panels: readonly Placed[];
  readonly rows: readonly PlacedHead[];
  readonly chosen: Chosen;
  readonly marks: readonly Mark[];
  readonly width: number;
}

/** Width and height of a panel's inside. */
export function insideOf({ w, h }: GridJson, width: number): Size {
  const { width: outer, height } = box({ x: 0, y: 0, w, h }, width);
  return { width: outer - 16, height: height - TITLE_HEIGHT - 8 };
}

/** The dashboard as one page in Grafana's dark theme; everything is in it, nothing is fetched. */
export function pageHtml(page: Page): string {
  const { dashboard, panels, rows, chosen, width } = page;
  const bottom = Math.max(
    ...[...panels, ...rows].map(({ grid }) => box(grid, width).top + box(grid, width).height),
  );
  const variables = dashboard.templating.list
    .filter(({ hide, type }) => hide === 0 && type === 'query')
    .map(
      ({ name, label }) =>
        `<span class="variable">${escapeHtml(label)}<b>${escapeHtml(chosen[name] === '.*' ? 'All' : (chosen[name] ?? ''))}</b></span>`,
    );
  const annotations = dashboard.annotations.list.map(
    ({ name, iconColor }) =>
      `<span class="variable toggle"><u class="${iconColor}"></u>${escapeHtml(name)}</span>`,
  );
  const time = `<span class="variable time">${dashboard.time.from} to ${dashboard.time.to}<b>↻ ${dashboard.refresh}</b></span>`;
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(dashboard.title)}</title><style>${css(width)}</style>
<header><h1>${escapeHtml(dashboard.tags[0] ?? '')} <em>›</em> ${escapeHtml(dashboard.title)}</h1>${time}</header>
<nav>${variables.join('')}${annotations.join('')}</nav>
<main style="height:${bottom + MARGIN}px">${rows.map((row) => rowHtml(row, width)).join('')}${panels.map((placed) => panelHtml(placed, page)).join('')}</main>`;
}

function box({ x, y, w, h }: GridJson, width: number) {
  const column = (width - 2 * MARGIN + GAP) / 24;
  return {
    left: MARGIN + x * column,
    top: y * (CELL_HEIGHT + GAP),
    width: w * column - GAP,
    height: h * (CELL_HEIGHT + GAP) - GAP,
  };
}

const style = (grid: GridJson, width: number): string =>
  Object.entries(box(grid, width))
    .map(([name, value]) => `${name}:${value.toFixed(1)}px`)
    .join(';');

function rowHtml({ grid, title, isCollapsed, panels }: PlacedHead, width: number): string {
  const count = isCollapsed ? `<i>(${panels} panels)</i>` : '';
  return `<h2 style="${style(grid, width)}"><span>${isCollapsed ? '›' : '⌄'}</span>${escapeHtml(title)} ${count}</h2>`;
}

function panelHtml({ grid, data }: Placed, { width, chosen, marks }: Page): string {
  const title = escapeHtml(interpolate(data.panel.title, chosen));
  return `<section style="${style(grid, width)}"><h3>${title}<sup>i</sup></h3>${inside(data, insideOf(grid, width), marks)}</section>`;
}

function inside(data: PanelData, size: Size, marks: readonly Mark[]): string {
  const { panel, series, errors } = data;
  if (errors.length > 0) return `<div class="error">${errors.map(escapeHtml).join('<br>')}</div>`;
  const source = panel.targets?.[0]?.datasource.type;
  if (source === 'loki' || source === 'tempo') {
    const query = panel.targets?.[0]?.expr ?? panel.targets?.[0]?.query ?? '';
    return empty(`${source === 'loki' ? 'Logs from Loki' : 'Traces from Tempo'}: ${query}`);
  }
  const isEmpty = series.every(({ points }) => points.length === 0);
  if (panel.type === 'stat') return statHtml(data, size);
  if (panel.type === 'table') return tableHtml(data);
  if (isEmpty && panel.type !== 'text') return empty('No data');
  const legend = legendHtml(data);
  const chart = { ...size, height: size.height - (legend ? LEGEND_HEIGHT : 0) };
  switch (panel.type) {
    case 'timeseries':
      return timeseriesChart(data, chart, marks) + legend;
    case 'heatmap':
      return heatmapChart(data, size);
    case 'bargauge':
    case 'gauge':
      return barsHtml(data);
    case 'state-timeline':
      return statesHtml(data);
    case 'piechart':
      return pieChart(data, chart) + legend;
    default:
      return empty(panel.type);
  }
}

function css(width: number): string {
  return `*{box-sizing:border-box;margin:0}body{background:${THEME.page};color:${THEME.text};font:12px Inter,Helvetica,Arial,sans-serif;width:${width}px}
header{display:flex;align-items:center;justify-content:space-between;padding:12px ${MARGIN}px 8px}h1{font-size:16px;font-weight:500}h1 em{color:${THEME.muted};font-style:normal}
nav{display:flex;flex-wrap:wrap;gap:8px;padding:0 ${MARGIN}px 12px}.variable{background:${THEME.panel};border:1px solid ${THEME.border};border-radius:2px;padding:5px 8px;color:${THEME.muted}}.variable b{color:${THEME.text};font-weight:400;margin-left:8px}
.toggle u{display:inline-block;width:10px;height:10px;border-radius:5px;margin-right:6px}.toggle .blue{background:#5794f2}.toggle .red{background:#f2495c}
main{position:relative}h2,section{position:absolute}h2{font-size:14px;font-weight:500;line-height:30px}h2 span{color:${THEME.muted};margin-right:8px}h2 i{color:${THEME.muted};font-style:normal;font-weight:400;font-size:12px}
section{background:${THEME.panel};border:1px solid ${THEME.border};border-radius:2px;padding:0 8px 8px;overflow:hidden}h3{font-size:13px;font-weight:500;line-height:${TITLE_HEIGHT}px;white-space:nowrap}sup{color:${THEME.muted};font-size:9px;border:1px solid ${THEME.muted};border-radius:6px;padding:0 3.5px;margin-left:6px;vertical-align:2px}
svg{display:block}.stats{display:flex;height:calc(100% - ${TITLE_HEIGHT}px)}.stat{position:relative;flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;height:100%;overflow:hidden}.stat b{font-weight:500;line-height:1.1;z-index:1;white-space:nowrap}.stat b.small{font-size:22px}.stat i{font-style:normal;color:${THEME.text};z-index:1}.spark{position:absolute;left:0;bottom:0;right:0}
.bars{display:flex;flex-direction:column;justify-content:space-evenly;height:calc(100% - ${TITLE_HEIGHT}px)}.bar{display:flex;align-items:center;gap:8px;min-height:0}.bar i{font-style:normal;width:30%;text-align:right;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.bar span{flex:1;height:14px;background:#22252b}.bar u{display:block;height:100%}.bar b{width:72px;font-weight:500}
table{border-collapse:collapse;width:100%}th{color:#6e9fff;font-weight:500;font-size:12px;padding:4px 8px;border-bottom:1px solid ${THEME.border}}td{padding:5px 8px;border-bottom:1px solid #212429;white-space:nowrap;max-width:280px;overflow:hidden;text-overflow:ellipsis}
.states{display:flex;flex-direction:column;justify-content:space-evenly;height:calc(100% - ${TITLE_HEIGHT}px)}.state{display:flex;align-items:center;gap:8px}.state i{font-style:normal;width:20%;text-align:right;color:${THEME.muted}}.state span{position:relative;flex:1;height:22px}.state u{position:absolute;top:0;bottom:0;opacity:.8;text-decoration:none;color:#111;padding:3px 6px;overflow:hidden}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;height:${LEGEND_HEIGHT}px;overflow:hidden;padding:6px 4px 0}.legend u{display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:5px;vertical-align:middle}.legend span{white-space:nowrap;font-size:11px}
.empty{display:flex;align-items:center;justify-content:center;height:calc(100% - ${TITLE_HEIGHT}px);color:${THEME.muted};text-align:center;padding:0 12px}.error{color:#f2495c;white-space:pre-wrap}`;
}
