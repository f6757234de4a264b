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
  readonly steps?: readonly {
    readonly from: number;
    readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue';
  }[];
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly isStacked?: boolean;
  /** Markdown, for `text`. */
  readonly text?: string;
  /** Where a click on a value leads. */
  readonly links?: readonly PanelLink[];
  /** Other Grafana options of this kind of panel, as they are. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface PanelLink {
  readonly title: string;
  /** `dashboard:<name>`, `traces:<TraceQL>`, `logs:<LogQL>` or a URL; may use `${__field.labels.http_route}`. */
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
