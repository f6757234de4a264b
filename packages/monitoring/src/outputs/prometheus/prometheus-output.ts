import type { Output } from '../output.ts';
import { ruleFiles } from './rule-files.ts';
import { testFiles } from './test-files.ts';

/** Rules, their tests, and the configuration of the server. */
export const prometheusOutput: Output = {
  name: 'prometheus',
  files: (plan) => [...ruleFiles(plan), ...testFiles(plan)],
};
