/** Programs that scripts/backends/run.ts builds or finds, by the environment variable that has their path. */
export type ToolName =
  /** The Collector with everything that we configure for production but the clouds. */
  | 'OTELCOL'
  /** The Collector with the receivers of clouds and clusters: only to validate configurations. */
  | 'OTELCOL_CLOUD'
  | 'OTLP_SCHEMA'
  /** Prometheus 2. */
  | 'PROMETHEUS'
  | 'PROMTOOL'
  | 'PROMETHEUS3'
  | 'PROMTOOL3'
  | 'ALERTMANAGER'
  | 'AMTOOL'
  | 'K6'
  | 'VICTORIA_METRICS'
  | 'LOKI'
  | 'BLACKBOX_EXPORTER';

/** Path of a program that scripts/backends/run.ts built or found. */
export function required(name: ToolName): string {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set. Run these tests with: npm run test:backends`);
  return path;
}

/**
 * Whether the programs are there. Where they are not, says that the tests are skipped, except in CI: there the tests run all the
 * same, and fail at the first use.
 *
 * @example
 * describe.runIf(canRun('ALERTMANAGER', 'AMTOOL'))('routes', () => {});
 */
export function canRun(...names: readonly ToolName[]): boolean {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length === 0 || process.env.CI) return true;
  console.warn(`SKIPPED: tests that need ${missing.join(', ')}. Run: npm run test:backends`);
  return false;
}
