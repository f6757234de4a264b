/**
 * `npm run check`: everything that a change must pass, in the order in which a failure is cheapest to learn.
 * All steps run even when one fails, so that one round shows everything. Ends with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';

const STEPS: Readonly<Record<string, string>> = {
  format: 'prettier --check . --log-level warn',
  lint: 'oxlint',
  types: 'tsc -p tsconfig.json',
  build: 'node scripts/build.ts',
  'example types': 'tsc -p examples/forecast-api',
  arrows: 'node scripts/check/arrows.ts',
  tests: 'vitest run',
  'api reports': 'node scripts/check/api-reports.ts',
  'signal reports': 'node scripts/check/signal-reports.ts',
  'package shape': 'node scripts/check/package-shape.ts',
  'size budget': 'size-limit',
  'unused code': 'knip',
};

const results = Object.entries(STEPS).map(([name, command]) => {
  console.log(`\n▶ ${name}: ${command}`);
  const startedAt = performance.now();
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  return { name, isPassed: status === 0, seconds: (performance.now() - startedAt) / 1000 };
});

console.log('\n');
for (const { name, isPassed, seconds } of results) {
  console.log(`${isPassed ? '✓' : '✗'} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`);
}
const failed = results.filter((result) => !result.isPassed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
