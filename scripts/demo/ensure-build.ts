import { globSync, statSync } from 'node:fs';
import { run } from '../run.ts';

const SOURCES = ['src/**/*.ts', 'packages/*/src/**/*.ts', 'tsup.config.ts', 'package-lock.json'];
const ROOT_FILES = 2;
const BUILT = ['dist/index.js', 'dist/register.js', 'packages/*/dist/index.js'];

/** Builds the packages when that has not been done, or when a source is newer than what was built. */
export async function ensureBuild(root: string): Promise<void> {
  const built = modificationTimes(root, BUILT);
  const packages = globSync('packages/*/package.json', { cwd: root }).length;
  const isMissing = built.length < packages + ROOT_FILES;
  if (!isMissing && Math.max(...modificationTimes(root, SOURCES)) < Math.min(...built)) return;
  console.log(isMissing ? 'Building the packages (once)…' : 'Sources have changed: building…');
  await run('node', ['scripts/build.ts']);
}

function modificationTimes(root: string, patterns: readonly string[]): number[] {
  return globSync([...patterns], { cwd: root, exclude: ['**/*.test.ts', '**/*.test-d.ts'] }).map(
    (file) => statSync(`${root}/${file}`).mtimeMs,
  );
}
