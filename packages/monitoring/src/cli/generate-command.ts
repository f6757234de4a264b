import { parseArgs } from 'node:util';
import type { Change } from '../generate/compare-output.ts';
import { generate } from '../generate.ts';
import { COMMON_OPTIONS, type Command } from './command-line.ts';
import { loadConfig } from './load-config.ts';
import { writeProblems } from './write-problems.ts';

const MARKS = { created: '+', updated: '~', removed: '-' } as const;

/** `fluxora-monitoring generate`. */
export const generateCommand: Command = async (args, { stdout, stderr }) => {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const { out, json } = values;
  const config = await loadConfig(values.config);
  const result =
    'monitoring' in config
      ? generate(config.monitoring, { out })
      : { problems: config.problems, changes: [], unchanged: 0 };
  const { problems, changes, unchanged } = result;
  if (json) {
    const report = { schemaVersion: 1, out, problems, changes, unchanged };
    stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (problems.length > 0) {
    writeProblems(stderr, problems, `${out} was left as it is.`);
  } else {
    for (const { kind, path } of changes) stdout.write(`${MARKS[kind]} ${path}\n`);
    stdout.write(`${out}: ${summary(changes, unchanged)}\n`);
  }
  if ('exitCode' in config) return config.exitCode;
  return problems.length > 0 ? 1 : 0;
};

function summary(changes: readonly Change[], unchanged: number): string {
  const counts = (['created', 'updated', 'removed'] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  return [...counts, `${unchanged} unchanged`].join(', ');
}
