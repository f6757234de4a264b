import { globSync, readFileSync } from 'node:fs';
import { TOOL_NAMES, type ToolName } from './tool-name.ts';

/** What a test needs that says nothing: the tests of the service side. */
const USUAL: readonly ToolName[] = ['OTELCOL', 'OTLP_SCHEMA', 'PROMETHEUS', 'PROMTOOL'];

/** A folder whose tests need everything, unless they say what. */
const NEEDS_ALL = 'test/backends/monitoring/';

/**
 * Which tools the tests chosen are going to need, so that nobody waits for k6 to be built who asked for a test of the model.
 *
 * A file says what it needs by calling `canRun('K6', …)` of test/backends/support/required.ts: the names are read from its text.
 *
 * @param root - Of the repository.
 * @param filters - As given to vitest: parts of paths. None: all tests.
 */
export function neededTools(root: string, filters: readonly string[]): ReadonlySet<ToolName> {
  const files = globSync('test/backends/**/*.backend.ts', { cwd: root }).filter(
    (file) => filters.length === 0 || filters.some((filter) => `${root}/${file}`.includes(filter)),
  );
  return new Set(
    files.flatMap((file) => {
      const named = toolsNamed(readFileSync(`${root}/${file}`, 'utf8'));
      if (named.length > 0) return named;
      return file.startsWith(NEEDS_ALL) ? TOOL_NAMES : USUAL;
    }),
  );
}

/** `K6` and `AMTOOL` of `canRun('K6', 'AMTOOL')`. */
function toolsNamed(source: string): readonly ToolName[] {
  const calls = [...source.matchAll(/\bcanRun\(([^)]*)\)/g)].map(([, names = '']) => names);
  return TOOL_NAMES.filter((name) => calls.some((names) => names.includes(`'${name}'`)));
}
