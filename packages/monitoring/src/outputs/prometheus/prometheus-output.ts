import type { Output } from '../output.ts';
import { prometheusProblems } from './prometheus-problems.ts';
import { ruleFiles } from './rule-files.ts';
import { serverConfig } from './server-config.ts';
import { testFiles } from './test-files.ts';

/** The configuration of the server, its rules, and their tests. */
export const prometheusOutput: Output = {
  name: 'prometheus',
  files: (plan) => [serverConfig(plan.monitoring), ...ruleFiles(plan), ...testFiles(plan)],
  problems: prometheusProblems,
};
