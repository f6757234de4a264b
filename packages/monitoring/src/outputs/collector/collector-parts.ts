/** Components by their name, as in `otlp_http/loki`. */
export type Components = Readonly<Record<string, unknown>>;

/** Something that the Collector reads: its receiver, and what makes its data look like that of our services. One pipeline each. */
export interface Source {
  /** Also the name of its pipeline: `postgresql`. */
  readonly name: string;
  readonly signal: 'metrics' | 'logs';
  readonly receiver: Components;
  /** In order; they stand between the memory limiter and the exporters. */
  readonly processors: Components;
  /** `host`: reads the machine that it runs on, so every machine needs one. `shared`: one reader for all. */
  readonly place: 'host' | 'shared';
}

export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** A configuration file of the Collector. */
export interface CollectorConfig {
  readonly receivers: Components;
  readonly processors: Components;
  readonly exporters: Components;
  readonly extensions: Components;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Pipeline>>;
    readonly telemetry: unknown;
  };
}
