/**
 * `npm run test:backends`: builds or finds the real tools that the tests chosen need (a Collector, Prometheus, Alertmanager, k6 …), and
 * runs test/backends against them. Ends with `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';
import { findTools } from './find-tools.ts';
import { findGo } from './go-toolchain.ts';
import { neededTools } from './needed-tools.ts';

const isCi = process.env.CI === 'true';
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const go = await findGo(isCi);
if (go) {
  // Where one is missing, the tests that need it say that they are skipped.
  process.exitCode = await test(await findTools(neededTools(root, filters), { go, isCi }));
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
