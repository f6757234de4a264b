/**
 * `npm run test:backends`: builds a real OpenTelemetry Collector and a checker of the official OTLP schema, finds a real
 * Prometheus, and runs test/backends against them. Ends with `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { run } from '../run.ts';
import { buildCollector } from './build-collector.ts';
import { buildSchemaTool } from './build-schema-tool.ts';
import { findPrometheus } from './find-prometheus.ts';
import { findGo } from './go-toolchain.ts';

const isCi = process.env.CI === 'true';
const go = await findGo(isCi);
if (go) {
  const prometheus = await findPrometheus(isCi);
  process.exitCode = await test({
    // Without it, the tests that need it say that they are skipped.
    ...(prometheus && { PROMETHEUS: prometheus.prometheus, PROMTOOL: prometheus.promtool }),
    OTELCOL: await buildCollector(go),
    OTLP_SCHEMA: await buildSchemaTool(go),
  });
} else {
  console.warn('SKIPPED: no test ran against a real OpenTelemetry Collector.');
}

async function test(env: NodeJS.ProcessEnv): Promise<number> {
  const directory = mkdtempSync(`${tmpdir()}/backends-`);
  const results = `${directory}/results.json`;
  const args = ['run', '--config', 'scripts/backends/vitest.config.ts', '--reporter=verbose'];
  const exit = await run(
    'vitest',
    [...args, '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)],
    env,
  ).then(
    () => 0,
    () => 1,
  );
  const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(
    readFileSync(results, 'utf8'),
  ) as Record<string, number>;
  rmSync(directory, { recursive: true });
  // A file that could not be loaded has no failed test, but vitest has failed.
  const failed = Math.max(numFailedTests ?? 0, exit, numTotalTests === 0 ? 1 : 0);
  console.log(`${numPassedTests} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
