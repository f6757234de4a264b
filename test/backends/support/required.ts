import type { ToolName } from '../../../scripts/backends/tool-name.ts';

export type { ToolName };

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
