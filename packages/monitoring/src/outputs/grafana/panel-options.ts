import type { Panel } from '../../dashboards/dashboard-source.ts';
import { grafanaUnit } from './units.ts';

/** Grafana's names of how several values become one. */
const CALCULATIONS = {
  last: 'lastNotNull',
  mean: 'mean',
  max: 'max',
  min: 'min',
  sum: 'sum',
} as const;

const reduceOptions = ({ reduce = 'last' }: Panel) => ({
  values: false,
  calcs: [CALCULATIONS[reduce]] as string[],
  fields: '',
});

const tooltip = { mode: 'multi', sort: 'desc', hideZeros: false } as const;

/** A lone series without a name needs no legend. */
function legendOptions({ legend, queries }: Panel) {
  const isNamed = queries.length > 1 || queries[0]?.legend !== undefined;
  const isTable = legend === 'table';
  return {
    displayMode: isTable ? 'table' : 'list',
    placement: isTable ? 'right' : 'bottom',
    showLegend: legend !== 'hidden' && isNamed,
    calcs: isTable ? ['mean', 'max', 'lastNotNull'] : [],
  } as const;
}

export const timeseriesOptions = (panel: Panel) => ({ legend: legendOptions(panel), tooltip });

export const timeseriesCustom = ({ drawnAs = 'lines', isStacked = false, steps, queries }: Panel) =>
  ({
    drawStyle: drawnAs === 'lines' ? 'line' : drawnAs,
    lineInterpolation: 'linear',
    lineWidth: drawnAs === 'bars' ? 0 : 1,
    // Areas of several lines upon one another look like a third colour.
    fillOpacity: drawnAs === 'bars' ? 80 : isStacked ? 40 : isLone(queries) ? 10 : 0,
    gradientMode: 'none',
    showPoints: 'auto',
    pointSize: 4,
    spanNulls: false,
    insertNulls: false,
    stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: steps === undefined ? 'off' : 'dashed' },
    axisPlacement: 'auto',
    axisBorderShow: false,
    axisCenteredZero: false,
    scaleDistribution: { type: 'linear' },
    hideFrom: { legend: false, tooltip: false, viz: false },
  }) as const;

function isLone(queries: Panel['queries']): boolean {
  return queries.length === 1 && !queries[0]?.legend?.includes('{{');
}

export const statOptions = (panel: Panel) =>
  ({
    graphMode: panel.queries.every(({ isInstant }) => isInstant === true) ? 'none' : 'area',
    colorMode: 'value',
    justifyMode: 'auto',
    textMode: 'auto',
    wideLayout: true,
    showPercentChange: false,
    percentChangeColorMode: 'standard',
    reduceOptions: reduceOptions(panel),
    orientation: 'auto',
  }) as const;

export const gaugeOptions = (panel: Panel) =>
  ({
    showThresholdLabels: false,
    showThresholdMarkers: true,
    sizing: 'auto',
    minVizWidth: 75,
    minVizHeight: 75,
    reduceOptions: reduceOptions(panel),
    orientation: 'auto',
  }) as const;

export const bargaugeOptions = (panel: Panel) =>
  ({
    displayMode: 'basic',
    valueMode: 'color',
    namePlacement: 'auto',
    showUnfilled: true,
    sizing: 'auto',
    minVizWidth: 8,
    minVizHeight: 16,
    maxVizHeight: 28,
    legend: { displayMode: 'list', placement: 'bottom', showLegend: false, calcs: [] as string[] },
    reduceOptions: reduceOptions(panel),
    orientation: 'horizontal',
  }) as const;

export const tableOptions = ({ columns = [] }: Panel) =>
  ({
    frameIndex: 0,
    showHeader: true,
    cellHeight: 'sm',
    sortBy: columns
      .filter(({ sort }) => sort !== undefined)
      .map(({ title, sort }) => ({ displayName: title, desc: sort === 'descending' })),
  }) as const;

export const tableCustom = () =>
  ({ align: 'auto', inspect: false, filterable: false, cellOptions: { type: 'auto' } }) as const;

/** The unit is that of the buckets of a histogram, else that of the cells: one line of them per series. */
export const heatmapOptions = ({ unit = '', queries }: Panel) =>
  ({
    calculate: false,
    cellGap: 1,
    color: {
      mode: 'scheme',
      scheme: 'Oranges',
      fill: 'dark-orange',
      scale: 'exponential',
      exponent: 0.5,
      steps: 64,
      reverse: false,
    },
    showValue: 'never',
    yAxis: {
      axisPlacement: 'left',
      reverse: false,
      ...(isHistogram({ queries }) && { unit: grafanaUnit(unit) }),
    },
    ...(!isHistogram({ queries }) && { cellValues: { unit: grafanaUnit(unit) } }),
    rowsFrame: { layout: 'auto' },
    filterValues: { le: 1e-9 },
    legend: { show: true },
    tooltip: { mode: 'single', yHistogram: false, showColorScale: true },
    exemplars: { color: 'rgba(255,0,255,0.7)' },
  }) as const;

function isHistogram({ queries }: Pick<Panel, 'queries'>): boolean {
  return queries.some(({ format = 'heatmap' }) => format === 'heatmap');
}

export const stateTimelineOptions = (panel: Panel) =>
  ({
    showValue: 'auto',
    rowHeight: 0.9,
    mergeValues: true,
    alignValue: 'left',
    legend: { ...legendOptions(panel), showLegend: false },
    tooltip: { mode: 'single', sort: 'none' },
  }) as const;

export const stateTimelineCustom = () =>
  ({ fillOpacity: 75, lineWidth: 0, spanNulls: false, insertNulls: false }) as const;

export const piechartOptions = (panel: Panel) =>
  ({
    pieType: 'donut',
    displayLabels: [] as 'percent'[],
    legend: {
      displayMode: 'table',
      placement: 'right',
      showLegend: true,
      values: ['percent' as const],
      calcs: [] as string[],
    },
    tooltip,
    reduceOptions: reduceOptions(panel),
    orientation: 'auto',
  }) as const;

export const logsOptions = () =>
  ({
    showTime: true,
    showLabels: false,
    showCommonLabels: false,
    showLogContextToggle: false,
    wrapLogMessage: true,
    prettifyLogMessage: false,
    enableLogDetails: true,
    sortOrder: 'Descending',
    dedupStrategy: 'none',
  }) as const;

export const textOptions = ({ text = '' }: Panel) => ({ mode: 'markdown', content: text }) as const;

export const alertlistOptions = () => ({
  viewMode: 'list',
  maxItems: 20,
  sortOrder: 1,
  groupMode: 'default',
  groupBy: [] as string[],
  alertName: '',
  dashboardAlerts: false,
  alertInstanceLabelFilter: '',
  stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true },
});
