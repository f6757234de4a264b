import { parseArgs } from 'node:util';
import { check } from '../check.ts';
import { COMMON_OPTIONS, type Command } from './command-line.ts';
import { loadConfig } from './load-config.ts';
import { writeProblems } from './write-problems.ts';

/** `fluxora-monitoring check`. */
export const checkCommand: Command = async (args, { stdout, stderr }) => {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const { out, json } = values;
  const config = await loadConfig(values.config);
  const problems = 'monitoring' in config ? check(config.monitoring, { out }) : config.problems;
  if (json) stdout.write(`${JSON.stringify({ schemaVersion: 1, out, problems }, null, 2)}\n`);
  else if (problems.length > 0) writeProblems(stderr, problems, 'Nothing was written.');
  else stdout.write(`${out}: all is well.\n`);
  if ('exitCode' in config) return config.exitCode;
  return problems.length > 0 ? 1 : 0;
};
