/** Path of a program that scripts/backends/run.ts built. */
export function required(name: 'OTELCOL' | 'OTLP_SCHEMA'): string {
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set. Run these tests with: npm run test:backends`);
  return path;
}
