import { parseArgs } from 'node:util';
import { formatDifferences } from '../diff/format-differences.ts';
import { diff } from '../diff.ts';
import type { Problem } from '../problems.ts';
import { COMMON_OPTIONS, type Command, type ExitCode, type Outputs } from './command-line.ts';
import { loadConfig } from './load-config.ts';
import { writeProblems } from './write-problems.ts';

const OPTIONS = { ...COMMON_OPTIONS, against: { type: 'string' } } as const;

/** `fluxora-monitoring diff`. */
export const diffCommand: Command = async (args, outputs, usageError) => {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { out, json, against } = values;
  if (against === undefined) {
    return usageError('diff needs --against, a revision of git or a directory that was generated.');
  }
  const config = await loadConfig(values.config);
  if ('exitCode' in config) return failed(config.problems, config.exitCode, json, outputs);
  const differences = diff(config.monitoring, { against, out });
  if (!Array.isArray(differences)) return failed([differences as Problem], 2, json, outputs);
  const isBroken = differences.some(({ breaks }) => breaks.length > 0);
  outputs.stdout.write(
    json
      ? `${JSON.stringify({ schemaVersion: 1, against, problems: [], differences }, null, 2)}\n`
      : formatDifferences(differences),
  );
  return isBroken ? 1 : 0;
};

function failed(
  problems: readonly Problem[],
  exitCode: ExitCode,
  json: boolean,
  { stdout, stderr }: Outputs,
): ExitCode {
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, problems }, null, 2)}\n`);
  else writeProblems(stderr, problems, 'Nothing was compared.');
  return exitCode;
}
