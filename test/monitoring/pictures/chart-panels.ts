import * as echarts from 'echarts';
import { formatValue } from './format-value.ts';
import { colorOf, fieldLook, paletteColor, THEME } from './looks.ts';
import type { Mark, NamedSeries, PanelData } from './panel-data.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const text = {
  color: THEME.muted,
  fontSize: 11,
  fontFamily: 'Inter, Helvetica, Arial, sans-serif',
};

function svg(option: echarts.EChartsCoreOption, { width, height }: Size): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, backgroundColor: 'transparent', textStyle: text, ...option });
  const picture = chart.renderToSVGString();
  chart.dispose();
  return picture;
}

const timeAxis = ({ span: { from, to } }: PanelData) => ({
  type: 'time',
  min: from * 1000,
  max: to * 1000,
  axisLabel: { ...text, hideOverlap: true, formatter: clock(to - from) },
  axisLine: { lineStyle: { color: THEME.grid } },
  axisTick: { show: false },
  splitLine: { show: true, lineStyle: { color: THEME.grid } },
});

/** Hours and minutes, or days where the range is longer than two. */
function clock(seconds: number) {
  return (time: number): string => {
    const iso = new Date(time).toISOString();
    return seconds > 2 * 86_400 ? iso.slice(5, 10) : iso.slice(11, 16);
  };
}

interface Custom {
  readonly drawStyle?: string;
  readonly fillOpacity?: number;
  readonly lineWidth?: number;
  readonly stacking?: { readonly mode?: string };
  readonly thresholdsStyle?: { readonly mode?: string };
}

/** Lines, bars or points over time, with limits as dashed lines and annotations as marks. */
export function timeseriesChart(data: PanelData, size: Size, marks: readonly Mark[]): string {
  const { panel, series, stepSeconds } = data;
  const { min, max, unit, decimals } = panel.fieldConfig.defaults;
  const custom = (panel.fieldConfig.defaults.custom ?? {}) as Custom;
  const looks = series.map(({ name }) => fieldLook(panel, name));
  const isBars = custom.drawStyle === 'bars';
  const isStacked = custom.stacking?.mode === 'normal';
  const axis = (axisUnit: string | undefined, isLeft: boolean) => ({
    type: 'value',
    position: isLeft ? 'left' : 'right',
    // Without a minimum Grafana shows where the values are, not 0.
    scale: min === undefined,
    ...(isLeft && min !== undefined && { min }),
    ...(isLeft && max !== undefined && { max }),
    splitNumber: size.height > 150 ? 4 : 3,
    axisLabel: {
      ...text,
      formatter: (value: number) => formatValue(value, axisUnit, decimals && Math.min(decimals, 1)),
    },
    splitLine: { show: isLeft, lineStyle: { color: THEME.grid } },
  });
  const right = looks.find(({ isRight }) => isRight);
  const colors = looks.map(({ fixedColor }, index) => fixedColor ?? paletteColor(index));
  return svg(
    {
      grid: { left: 8, right: right ? 8 : 14, top: 10, bottom: 4, containLabel: true },
      xAxis: timeAxis(data),
      yAxis: [axis(unit, true), ...(right ? [axis(right.unit, false)] : [])],
      series: [
        ...series.map(({ name, points }, index) => ({
          name,
          type: isBars ? 'bar' : 'line',
          yAxisIndex: looks[index]?.isRight ? 1 : 0,
          stack: isStacked ? 'all' : undefined,
          data: withGaps(points, stepSeconds),
          showSymbol: points.length < 3,
          symbolSize: 4,
          barCategoryGap: '10%',
          lineStyle: {
            width: Math.max(custom.lineWidth ?? 1, 1),
            color: colors[index],
            type: looks[index]?.isDashed ? 'dashed' : 'solid',
          },
          itemStyle: { color: colors[index], opacity: isBars ? 0.8 : 1 },
          ...(!isBars && {
            areaStyle: {
              color: colors[index],
              opacity: looks[index]?.isDashed ? 0 : (custom.fillOpacity ?? 0) / 100,
            },
          }),
        })),
        ...overlays(data, custom, marks),
      ],
    },
    size,
  );
}

/** Limits and annotations, as marks of a series without data. */
function overlays({ panel, series }: PanelData, custom: Custom, marks: readonly Mark[]) {
  const steps = panel.fieldConfig.defaults.thresholds?.steps ?? [];
  const isShown = custom.thresholdsStyle?.mode === 'dashed';
  const top = Math.max(...series.flatMap(({ points }) => points.map(([, value]) => value)), 0);
  const limits = steps
    .filter(
      ({ value }) =>
        isShown &&
        value !== null &&
        value <= Math.max(top * 1.5, panel.fieldConfig.defaults.max ?? 0),
    )
    .map(({ value, color }) => ({
      yAxis: value!,
      lineStyle: { color: colorOf(color), opacity: 0.6, type: 'dashed' },
    }));
  const lines = marks.map(({ from, color }) => ({
    xAxis: from * 1000,
    lineStyle: { color: colorOf(color), type: 'dashed', opacity: 0.9 },
  }));
  const areas = marks.map(({ from, to, color }) => [
    { xAxis: from * 1000, itemStyle: { color: colorOf(color), opacity: 0.06 } },
    { xAxis: to * 1000 },
  ]);
  return [
    {
      type: 'line',
      data: [],
      markLine: {
        symbol: 'none',
        silent: true,
        label: { show: false },
        data: [...limits, ...lines],
      },
      markArea: { silent: true, data: areas },
    },
  ];
}

/** A point without a value where samples are missing, so that the line breaks as in Grafana. */
function withGaps(points: NamedSeries['points'], step: number): (number | null)[][] {
  return points.flatMap(([time, value], index) => {
    const point = [time * 1000, Number.isFinite(value) ? value : null];
    const before = points[index - 1]?.[0];
    return before !== undefined && time - before > 1.5 * step
      ? [[(before + step) * 1000, null], point]
      : [point];
  });
}

export function sparkline({ points }: NamedSeries, color: string, size: Size): string {
  return svg(
    {
      grid: { left: 0, right: 0, top: 4, bottom: 0 },
      xAxis: { type: 'time', show: false },
      yAxis: { type: 'value', show: false, scale: true },
      series: [
        {
          type: 'line',
          data: points.map(([time, value]) => [time * 1000, value]),
          showSymbol: false,
          lineStyle: { width: 1, color },
          areaStyle: { color, opacity: 0.15 },
        },
      ],
    },
    size,
  );
}

/** Buckets of a histogram, or one line of cells per series. */
export function heatmapChart(data: PanelData, size: Size): string {
  const { panel, series } = data;
  const isHistogram = panel.targets?.[0]?.format === 'heatmap';
  const rows = isHistogram ? buckets(series) : series.map(({ name, points }) => ({ name, points }));
  const unit = (panel.options as { yAxis?: { unit?: string } }).yAxis?.unit;
  const times = [...new Set(rows.flatMap(({ points }) => points.map(([time]) => time)))].toSorted(
    (a, b) => a - b,
  );
  const column = new Map(times.map((time, index) => [time, index]));
  const cells = rows.flatMap(({ points }, y) =>
    points.map(([time, value]) => [column.get(time)!, y, value]),
  );
  const used = cells.map(([, , value]) => value!).filter((value) => value > 1e-9);
  const label = clock(data.span.to - data.span.from);
  return svg(
    {
      grid: { left: 8, right: 14, top: 10, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category',
        data: times.map((time) => label(time * 1000)),
        axisLabel: { ...text, hideOverlap: true },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'category',
        data: rows.map(({ name }) => (isHistogram ? formatValue(Number(name), unit) : name)),
        axisLabel: text,
        axisTick: { show: false },
      },
      visualMap: {
        show: false,
        min: 0,
        max: Math.max(...used, 1e-6),
        inRange: { color: ['#1d1a17', '#5c2d0c', '#b4510f', '#f08c2e', '#ffe0b0'] },
      },
      series: [
        { type: 'heatmap', data: cells.filter(([, , value]) => value! > 1e-9), progressive: 0 },
      ],
    },
    size,
  );
}

/** What is in each bucket, of what is in it and all below. Buckets without anything at both ends are left out. */
function buckets(series: readonly NamedSeries[]) {
  const sorted = series
    .filter(({ labels }) => labels['le'] !== undefined && labels['le'] !== '+Inf')
    .toSorted((a, b) => Number(a.labels['le']) - Number(b.labels['le']));
  const all = sorted.map(({ labels, points }, index) => {
    const below = new Map(sorted[index - 1]?.points ?? []);
    return {
      name: labels['le'] ?? '',
      points: points.map(
        ([time, value]) => [time, Math.max(value - (below.get(time) ?? 0), 0)] as const,
      ),
    };
  });
  const isUsed = ({ points }: { readonly points: NamedSeries['points'] }) =>
    points.some(([, value]) => value > 1e-9);
  return all.slice(Math.max(all.findIndex(isUsed), 0), all.findLastIndex(isUsed) + 1);
}

export function pieChart({ panel, series }: PanelData, size: Size): string {
  return svg(
    {
      color: series.map(
        ({ name }, index) => fieldLook(panel, name).fixedColor ?? paletteColor(index),
      ),
      series: [
        {
          type: 'pie',
          radius: ['45%', '80%'],
          center: ['50%', '50%'],
          label: { show: false },
          itemStyle: { borderColor: THEME.panel, borderWidth: 2 },
          data: series.map(({ name, points }) => ({ name, value: points.at(-1)?.[1] ?? 0 })),
        },
      ],
    },
    size,
  );
}
