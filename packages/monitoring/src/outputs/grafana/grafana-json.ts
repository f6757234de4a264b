/**
 * The part of Grafana's dashboard JSON that we write. `grafana-json.test-d.ts` proves it against the types of Grafana's own SDK, which
 * is no dependency: those are enums, which cannot be written without importing it.
 */
export interface DashboardJson {
  readonly id: null;
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: string[];
  readonly timezone: string;
  readonly editable: boolean;
  readonly graphTooltip: 1;
  readonly weekStart: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly version: number;
  readonly links: DashboardLinkJson[];
  readonly templating: { readonly list: VariableJson[] };
  readonly annotations: { readonly list: AnnotationJson[] };
  readonly panels: (PanelJson | RowJson)[];
}

export interface DataSourceJson {
  readonly type: 'prometheus' | 'loki' | 'tempo';
  /** A variable: `${prometheus}`. */
  readonly uid: string;
}

export interface GridJson {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A link in the bar of the dashboard, or of a value. */
export interface DashboardLinkJson {
  readonly title: string;
  readonly type: 'link' | 'dashboards';
  readonly icon: string;
  readonly tooltip: string;
  readonly url: string;
  readonly tags: string[];
  readonly asDropdown: boolean;
  readonly targetBlank: boolean;
  readonly includeVars: boolean;
  readonly keepTime: boolean;
}

/** A link of a value, as it stands in `fieldConfig`. */
export interface DataLinkJson {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

export interface VariableJson {
  readonly type: 'query' | 'datasource';
  readonly name: string;
  readonly label: string;
  readonly hide: 0 | 2;
  readonly query: string | { readonly query: string; readonly refId: string };
  readonly definition?: string;
  readonly datasource?: DataSourceJson;
  readonly current?: { readonly text: string | string[]; readonly value: string | string[] };
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
  readonly refresh: 1 | 2;
  readonly sort: 1;
  readonly options: { readonly text: string; readonly value: string }[];
  readonly regex: string;
}

export interface AnnotationJson {
  readonly name: string;
  readonly datasource: DataSourceJson;
  readonly enable: boolean;
  readonly hide: boolean;
  readonly iconColor: string;
  readonly expr: string;
  readonly step: string;
  readonly titleFormat: string;
  readonly textFormat: string;
  readonly tagKeys: string;
}

export interface TargetJson {
  readonly refId: string;
  readonly datasource: DataSourceJson;
  readonly expr?: string;
  readonly query?: string;
  readonly queryType?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly format?: 'time_series' | 'table' | 'heatmap';
  readonly editorMode?: 'code';
  readonly limit?: number;
  readonly maxLines?: number;
}

export interface StepJson {
  readonly value: number | null;
  readonly color: string;
}

export interface MappingJson {
  readonly type: 'value';
  readonly options: Record<
    string,
    { readonly text: string; readonly color: string; readonly index: number }
  >;
}

export interface FieldJson {
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly noValue: string;
  readonly color: {
    readonly mode: 'palette-classic' | 'thresholds' | 'continuous-blues';
  };
  readonly thresholds: { readonly mode: 'absolute'; readonly steps: StepJson[] };
  readonly mappings: MappingJson[];
  readonly links: DataLinkJson[];
  readonly custom: object;
}

export interface OverrideJson {
  readonly matcher: { readonly id: 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: { readonly id: string; readonly value: unknown }[];
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly gridPos: GridJson;
  readonly datasource?: DataSourceJson;
  readonly targets?: TargetJson[];
  readonly interval?: string;
  readonly timeFrom?: string;
  readonly hideTimeOverride?: boolean;
  readonly fieldConfig: {
    readonly defaults: Partial<FieldJson>;
    readonly overrides: OverrideJson[];
  };
  readonly transformations?: { readonly id: string; readonly options: object }[];
  readonly options: object;
}

export interface RowJson {
  readonly id: number;
  readonly type: 'row';
  readonly title: string;
  readonly collapsed: boolean;
  readonly gridPos: GridJson;
  readonly panels: PanelJson[];
}
