/** Where a metric comes from: one of our catalogs, a catalog of the user, or somebody else's program. */
export interface ForeignMetric {
  /** OpenTelemetry name (`postgresql.backends`), or the name in Prometheus when it never was anything else (`up`). */
  readonly name: string;
  readonly kind: MetricShape;
  /** UCUM. Empty for names that are Prometheus' already: nothing is added to those. */
  readonly unit: string;
  /** Attributes or, for Prometheus names, labels. */
  readonly attributes: readonly string[];
  /** Who emits it, as in `collector` or `postgresql receiver`. */
  readonly source: string;
  /** Prometheus' own name: no translation takes place. @defaultValue false */
  readonly isPrometheusName?: boolean;
}

export type MetricShape = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** A metric that somebody emits. */
export interface KnownMetric {
  readonly name: string;
  readonly kind: MetricShape;
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
  /** Upper bounds, for histograms of ours. */
  readonly buckets: readonly number[];
  readonly source: string;
  readonly isPrometheusName: boolean;
  /** Off unless a service switches it on. */
  readonly isOptIn: boolean;
  /** Values that an attribute may have, where the catalog says so. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Every metric that may be named in a query, by its OpenTelemetry name. */
export interface SignalIndex {
  get(name: string): KnownMetric | undefined;
  /** In order of name. */
  all(): readonly KnownMetric[];
  /** Names that differ little, for advice. */
  similar(name: string): readonly string[];
}
