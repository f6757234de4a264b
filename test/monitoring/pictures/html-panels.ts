import { sparkline, type Size } from './chart-panels.ts';
import { formatValue } from './format-value.ts';
import { colorOf, escapeHtml, fieldLook, mapped, paletteColor, stepColor, THEME } from './looks.ts';
import type { NamedSeries, PanelData } from './panel-data.ts';
import { reduced } from './reduce.ts';
import { tableFrame, type Cell } from './table-frame.ts';

/** Numbers, each in the colour of its step, with their course behind them. */
export function statHtml(data: PanelData, size: Size): string {
  const { panel, series } = data;
  const { noValue = '-' } = panel.fieldConfig.defaults;
  const { graphMode, textMode } = panel.options as { graphMode?: string; textMode?: string };
  if (series.length === 0)
    return `<div class="stat" style="color:${THEME.muted}"><b class="small">${noValue}</b></div>`;
  const width = size.width / series.length;
  const cells = series.map((each) => {
    const { text, color } = shown(data, each);
    const isNamed = series.length > 1 || textMode === 'value_and_name';
    const fit = Math.min(size.height * 0.45, (width - 16) / Math.max(text.length, 4) / 0.58, 56);
    const line =
      graphMode === 'area' && each.points.length > 1
        ? `<div class="spark">${sparkline(each, color, { width, height: size.height * 0.45 })}</div>`
        : '';
    const name = isNamed ? `<i>${escapeHtml(each.name)}</i>` : '';
    return `<div class="stat" style="color:${color}">${line}${name}<b style="font-size:${fit}px">${escapeHtml(text)}</b></div>`;
  });
  return `<div class="stats">${cells.join('')}</div>`;
}

function shown(
  { panel }: PanelData,
  series: NamedSeries,
): { text: string; color: string; value: number } {
  const look = fieldLook(panel, series.name);
  const value = reduced(panel, series);
  const word = mapped(look.mappings, value);
  return {
    value,
    text:
      word?.text ??
      (Number.isNaN(value)
        ? (panel.fieldConfig.defaults.noValue ?? '-')
        : formatValue(value, look.unit, look.decimals)),
    color: look.fixedColor ?? (word ? colorOf(word.color) : stepColor(look.steps, value)),
  };
}

/** A bar per series, in the order of the answer. */
export function barsHtml(data: PanelData): string {
  const { panel, series } = data;
  const values = series.map((each) => ({ name: each.name, ...shown(data, each) }));
  const numbers = values.map(({ value }) => value).filter(Number.isFinite);
  const { min = Math.min(0, ...numbers), max = Math.max(...numbers) } = panel.fieldConfig.defaults;
  const share = (value: number): number =>
    Math.min(Math.max((value - min) / (max - min || 1), 0), 1);
  const lines = values.map(({ name, value, text, color }) => {
    const fill = color === colorOf('text') ? '#5794f2' : color;
    return `<div class="bar"><i>${escapeHtml(name)}</i><span><u style="width:${100 * share(value)}%;background:${fill}"></u></span><b style="color:${color}">${escapeHtml(text)}</b></div>`;
  });
  return `<div class="bars">${lines.join('')}</div>`;
}

export function tableHtml(data: PanelData): string {
  const { panel } = data;
  const { columns, rows } = tableFrame(data);
  if (rows.length === 0)
    return empty(
      panel.fieldConfig.defaults.noValue === '-'
        ? 'No data'
        : (panel.fieldConfig.defaults.noValue ?? 'No data'),
    );
  const looks = columns.map((column) => fieldLook(panel, column));
  const cell = (value: Cell, index: number): string => {
    const look = looks[index]!;
    const isNumber = typeof value === 'number';
    const word = isNumber ? mapped(look.mappings, value) : undefined;
    const text = isNumber
      ? (word?.text ?? formatValue(value, look.unit, look.decimals))
      : (value ?? (isValue(rows, index) ? '-' : ''));
    const color =
      isNumber && look.cellColor
        ? word
          ? colorOf(word.color)
          : stepColor(look.steps, value)
        : look.isLinked
          ? '#6e9fff'
          : THEME.text;
    return `<td style="color:${color};text-align:${isValue(rows, index) ? 'right' : 'left'}">${escapeHtml(text)}</td>`;
  };
  const head = columns.map(
    (column, index) =>
      `<th style="text-align:${isValue(rows, index) ? 'right' : 'left'}">${escapeHtml(column)}</th>`,
  );
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  return `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

const isValue = (rows: readonly (readonly Cell[])[], index: number): boolean =>
  rows.some((row) => typeof row[index] === 'number');

/** A line per series, in the colours of its states. */
export function statesHtml({ panel, series, span: { from, to }, stepSeconds }: PanelData): string {
  const at = (time: number): number => (100 * (time - from)) / (to - from);
  const lines = series.map(({ name, points }, index) => {
    const look = fieldLook(panel, name);
    const runs: { value: number; from: number; to: number }[] = [];
    for (const [time, value] of points) {
      const last = runs.at(-1);
      if (last && last.value === value && time - last.to <= stepSeconds * 1.5) last.to = time;
      else runs.push({ value, from: time, to: time });
    }
    const parts = runs.map((run) => {
      const word = mapped(look.mappings, run.value);
      const color = word ? colorOf(word.color) : paletteColor(index);
      const width = at(Math.min(run.to + stepSeconds, to)) - at(run.from);
      const label = width > 6 ? (word?.text ?? String(run.value)) : '';
      return `<u style="left:${at(run.from)}%;width:${width}%;background:${color}">${escapeHtml(label)}</u>`;
    });
    return `<div class="state"><i>${escapeHtml(name)}</i><span>${parts.join('')}</span></div>`;
  });
  return lines.length > 0 ? `<div class="states">${lines.join('')}</div>` : empty('No data');
}

export function empty(text: string): string {
  return `<div class="empty">${escapeHtml(text)}</div>`;
}

/** Names of series with their colours, as many as have room. */
export function legendHtml(data: PanelData, most = 14): string {
  const { panel, series } = data;
  const { legend } = panel.options as { legend?: { showLegend?: boolean } };
  if (legend?.showLegend === false || series.length === 0) return '';
  const items = series.slice(0, most).map(({ name }, index) => {
    const look = fieldLook(panel, name);
    const color = look.fixedColor ?? paletteColor(index);
    return `<span><u style="${look.isDashed ? `border-top:2px dashed ${color};background:none;height:0` : `background:${color}`}"></u>${escapeHtml(name || 'Value')}</span>`;
  });
  const rest = series.length > most ? `<span>and ${series.length - most} more</span>` : '';
  return `<div class="legend">${items.join('')}${rest}</div>`;
}
