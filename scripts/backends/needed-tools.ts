import { globSync } from 'node:fs';
import { TOOL_NAMES, type ToolName } from './tool-name.ts';

/** What the tests of the service side need: a Collector, our checker of what they send, and Prometheus 2. */
const USUAL: readonly ToolName[] = ['OTELCOL', 'OTLP_SCHEMA', 'PROMETHEUS', 'PROMTOOL'];

/** Tests of what is generated for operations, and of the tools themselves: all of them. */
const NEED_ALL = /^test\/backends\/(?:monitoring\/|tools\.)/;

/**
 * Which tools the tests chosen are going to need, by their folder: who asks for a test of the model does not wait for k6.
 *
 * @param root - Of the repository.
 * @param filters - As given to vitest: parts of paths. None, or none that fits: all tests.
 */
export function neededTools(root: string, filters: readonly string[]): ReadonlySet<ToolName> {
  const files = globSync('test/backends/**/*.{backend,drill}.ts', { cwd: root });
  const chosen = files.filter((file) =>
    filters.some((filter) => `${root}/${file}`.includes(filter)),
  );
  const needsAll = (chosen.length > 0 ? chosen : files).some((file) => NEED_ALL.test(file));
  return new Set(needsAll ? TOOL_NAMES : USUAL);
}
