/** Programs that tests against real backends use, by the environment variable that has their path. */
export const TOOL_NAMES = [
  /** The OpenTelemetry Collector with the components of our configurations. */
  'OTELCOL',
  /** Our checker of the official OTLP schema. */
  'OTLP_SCHEMA',
  /** Prometheus 2. */
  'PROMETHEUS',
  'PROMTOOL',
  /** Prometheus 3, with its OTLP receiver. */
  'PROMETHEUS3',
  'PROMTOOL3',
  'ALERTMANAGER',
  'AMTOOL',
  'K6',
  /** A single node, which is scraper and store at once. */
  'VICTORIA_METRICS',
  'BLACKBOX_EXPORTER',
  'POSTGRES_EXPORTER',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

/** Paths of programs, by name. */
export type ToolPaths = Readonly<Partial<Record<ToolName, string>>>;
