import type { RuleContext } from '../rules/recording-source.ts';

/** What is drawn. Grafana's panel types. */
export type PanelKind =
  | 'timeseries'
  | 'stat'
  | 'gauge'
  | 'bargauge'
  | 'table'
  | 'heatmap'
  | 'state-timeline'
  | 'piechart'
  | 'logs'
  | 'traces'
  | 'text'
  | 'alertlist';

/** Grafana's names of colours; `text` is that of the page, for what is neither good nor bad. */
export type Color = 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'purple' | 'text';

export interface PanelQuery {
  /** PromQL, LogQL or TraceQL with `$service`, `$environment`, `$__rate_interval`… */
  readonly expr: string;
  /** @defaultValue `prometheus` */
  readonly source?: 'prometheus' | 'loki' | 'tempo';
  /** Legend: `{{http_route}}`. */
  readonly legend?: string;
  /** The present value only, for stats and tables. @defaultValue false */
  readonly isInstant?: boolean;
  /** For tables and heatmaps. */
  readonly format?: 'time_series' | 'table' | 'heatmap';
}

/** A step of a scale: from this value on, this colour. */
export interface Step {
  readonly from: number;
  readonly color: Color;
}

/** How some series differ from the rest of their panel. */
export interface SeriesStyle {
  /** The legend as it is shown, or a pattern for several: `/^5/`. */
  readonly name: string;
  readonly color?: Color;
  /** UCUM. With another unit than the panel's, the series has the axis on the right. */
  readonly unit?: string;
  /** For what is only compared with: limits, baselines, the week before. */
  readonly isDashed?: boolean;
}

/** A column of a table. Without columns, a table shows every label and value. */
export interface Column {
  /** A label (`service_name`) or a query by its place: `A`, `B`… */
  readonly from: string;
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  readonly values?: Panel['values'];
  readonly link?: PanelLink;
  readonly width?: number;
  /** Rows in this column's order when the table opens. */
  readonly sort?: 'ascending' | 'descending';
}

export interface Panel {
  readonly title: string;
  /** What it shows and when to worry. Required: nobody remembers. */
  readonly description: string;
  readonly kind: PanelKind;
  /** UCUM, as in catalogs: `s`, `By`, `1` (share), `{request}/s`. Mapped to Grafana's units. */
  readonly unit?: string;
  readonly queries: readonly PanelQuery[];
  /** Columns of 24 and rows. */
  readonly width: number;
  readonly height: number;
  /** Coloured steps, ascending; the first applies from -Infinity. */
  readonly steps?: readonly Step[];
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly isStacked?: boolean;
  /** Of `timeseries`. @defaultValue `lines` */
  readonly drawnAs?: 'lines' | 'bars' | 'points';
  /** Which series look different. */
  readonly series?: readonly SeriesStyle[];
  /** Of `table`, from left to right. */
  readonly columns?: readonly Column[];
  /** Words for values, as in `{ 0: { text: 'fails', color: 'red' } }`. */
  readonly values?: Readonly<Record<number, { readonly text: string; readonly color: Color }>>;
  /** Which value of the time range `stat`, `gauge`, `bargauge` and `piechart` show. @defaultValue `last` */
  readonly reduce?: 'last' | 'mean' | 'max' | 'min' | 'sum';
  /** What is said in the place of a missing value: `none` where nothing is good. @defaultValue `-` */
  readonly noValue?: string;
  /** Of `timeseries`. @defaultValue `list` */
  readonly legend?: 'list' | 'table' | 'hidden';
  /** A time range of its own, back from the end of the dashboard's: `30d`. */
  readonly timeFrom?: string;
  /** Least time between two points: `1h`. */
  readonly interval?: string;
  /** Markdown, for `text`. */
  readonly text?: string;
  /** Where a click on a value leads. */
  readonly links?: readonly PanelLink[];
  /** Other Grafana options of this kind of panel, as they are. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface PanelLink {
  readonly title: string;
  /**
   * `dashboard:<name>?<variable>=<value>`, `traces:<TraceQL>`, `logs:<LogQL>` or a URL; may use `${__field.labels.http_route}`. A
   * dashboard gets the time range and the environment, too.
   */
  readonly to: string;
}

export interface Variable {
  readonly name: string;
  readonly label: string;
  /** PromQL `label_values(metric, label)`. */
  readonly query: string;
  /** @defaultValue true */
  readonly isMulti?: boolean;
  /** @defaultValue true */
  readonly hasAll?: boolean;
  /** Chosen when the dashboard opens. @defaultValue all, else the first */
  readonly current?: string;
}

export interface Row {
  readonly title: string;
  readonly isCollapsed?: boolean;
  readonly panels: readonly Panel[];
}

export interface Dashboard {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Who it is for, in the folder of that audience. */
  readonly audience: 'engineer' | 'forecaster' | 'executive';
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** @defaultValue `now-6h` */
  readonly from?: string;
  /** @defaultValue `30s` */
  readonly refresh?: string;
}

/** One dashboard. One file each. */
export interface DashboardSource {
  /** Unique, kebab-case; the uid is `fluxora-<name>`. */
  readonly name: string;
  /** Left out unless it holds, such as when no service trains models. @defaultValue always */
  isWanted?(context: RuleContext): boolean;
  dashboard(context: RuleContext): Dashboard;
}
