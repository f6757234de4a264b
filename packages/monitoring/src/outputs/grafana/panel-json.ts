import type { Dashboard, Panel, PanelKind, PanelQuery } from '../../dashboards/dashboard-source.ts';
import { columnOverride, fieldDefaults, seriesOverride } from './field-config.ts';
import type { GridJson, PanelJson, TargetJson } from './grafana-json.ts';
import type { Targets } from './link-url.ts';
import * as options from './panel-options.ts';
import { refId } from './ref-id.ts';
import { tableTransformations } from './table-transformations.ts';
import { dataSource } from './variables.ts';

interface Kind {
  /** Grafana's plugin. @defaultValue the kind's name */
  readonly type?: string;
  options(panel: Panel): object;
  custom?(panel: Panel): object;
}

const KINDS: Readonly<Record<PanelKind, Kind>> = {
  timeseries: { options: options.timeseriesOptions, custom: options.timeseriesCustom },
  stat: { options: options.statOptions },
  gauge: { options: options.gaugeOptions },
  bargauge: { options: options.bargaugeOptions },
  table: { options: options.tableOptions, custom: options.tableCustom },
  heatmap: { options: options.heatmapOptions },
  'state-timeline': {
    options: options.stateTimelineOptions,
    custom: options.stateTimelineCustom,
  },
  piechart: { options: options.piechartOptions },
  logs: { options: options.logsOptions },
  // A search finds several traces, which Grafana lists; its panel `traces` draws one.
  traces: { type: 'table', options: options.tableOptions, custom: options.tableCustom },
  text: { options: options.textOptions },
  alertlist: { options: options.alertlistOptions },
};

export function panelJson(
  panel: Panel,
  id: number,
  gridPos: GridJson,
  from: Dashboard,
  targets: Targets,
): PanelJson {
  const kind = KINDS[panel.kind];
  const source = panel.queries[0]?.source ?? 'prometheus';
  const { series = [], columns = [], interval, timeFrom } = panel;
  return {
    id,
    type: kind.type ?? panel.kind,
    title: panel.title,
    description: panel.description,
    gridPos,
    ...(panel.queries.length > 0 && {
      datasource: dataSource(source),
      targets: panel.queries.map((query, index) => targetJson(query, index, panel)),
    }),
    ...(interval !== undefined && { interval }),
    // Bars are of the present, whatever they ask for.
    ...(timeFrom !== undefined && { timeFrom, hideTimeOverride: panel.kind === 'bargauge' }),
    fieldConfig: {
      defaults: fieldDefaults(panel, kind.custom?.(panel) ?? {}, from, targets),
      overrides: [
        ...series.map((style) => seriesOverride(style, panel)),
        ...columns.map((column) => columnOverride(column, from, targets)),
      ],
    },
    ...(columns.length > 0 && { transformations: tableTransformations(panel) }),
    options: { ...kind.options(panel), ...panel.options },
  };
}

function targetJson(query: PanelQuery, index: number, { kind }: Panel): TargetJson {
  const { source = 'prometheus', expr, legend } = query;
  const isInstant = query.isInstant ?? kind === 'table';
  const shared = { refId: refId(index), datasource: dataSource(source) };
  const legendFormat = legend ?? '__auto';
  if (source === 'tempo') return { ...shared, query: expr, queryType: 'traceql', limit: 20 };
  if (source === 'loki') {
    return {
      ...shared,
      editorMode: 'code',
      expr,
      queryType: isInstant ? 'instant' : 'range',
      ...(kind === 'logs' ? { maxLines: 500 } : { legendFormat }),
    };
  }
  return {
    ...shared,
    editorMode: 'code',
    expr,
    legendFormat,
    instant: isInstant,
    range: !isInstant,
    format: query.format ?? (kind === 'table' || kind === 'heatmap' ? kind : 'time_series'),
  };
}
