/** Path of a program that scripts/backends/run.ts built or found. */
export function required(name: 'OTELCOL' | 'OTLP_SCHEMA' | 'PROMETHEUS' | 'PROMTOOL'): string {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set. Run these tests with: npm run test:backends`);
  return path;
}
