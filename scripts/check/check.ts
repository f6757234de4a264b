/**
 * `npm run check`: everything that a change must pass, in the order in which a failure is cheapest to learn.
 * All steps run even when one fails, so that one round shows everything. Ends with `N passed, N failed`.
 * `--except <step>`, any number of times, leaves out what has just been done.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const STEPS: Readonly<Record<string, string>> = {
  format: 'prettier --check . --log-level warn',
  lint: 'oxlint',
  types: 'tsc -p tsconfig.json',
  build: 'node scripts/build.ts',
  'example types':
    'tsc -p examples/forecast-api && tsc -p examples/forecast-worker && tsc -p examples/forecast-model',
  arrows: 'node scripts/check/arrows.ts',
  tests: 'vitest run',
  'api reports': 'node scripts/check/api-reports.ts',
  'signal reports': 'node scripts/check/signal-reports.ts',
  // Every query, label, route and runbook of monitoring/, and that it is fresh.
  monitoring: 'node scripts/monitoring/run.ts check',
  'package shape': 'node scripts/check/package-shape.ts',
  'size budget': 'size-limit',
  'unused code': 'knip',
};

const { except } = parseArgs({
  options: { except: { type: 'string', multiple: true, default: [] } },
}).values;
const unknown = except.filter((name) => !Object.hasOwn(STEPS, name));
if (unknown.length > 0) {
  throw new Error(
    `check: no step is called ${unknown.join(', ')}. Take of: ${Object.keys(STEPS).join(', ')}.`,
  );
}

const steps = Object.entries(STEPS).filter(([name]) => !except.includes(name));
const results = steps.map(([name, command]) => {
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
