/**
 * `npm run fix`: repairs what can be repaired (lint, generated reports, format). Read the diff afterwards. All steps run even
 * when one finds something that only a person can mend; it exits with 1 then.
 */
import { run } from '../run.ts';

const STEPS: readonly (readonly [tool: string, ...args: string[]])[] = [
  ['oxlint', '--fix'],
  ['node', 'scripts/build.ts'],
  ['node', 'scripts/check/api-reports.ts', '--fix'],
  ['node', 'scripts/check/signal-reports.ts', '--fix'],
  ['node', 'scripts/monitoring/run.ts', 'generate'],
  ['prettier', '--write', '.', '--log-level', 'warn'],
];

for (const [tool, ...args] of STEPS) {
  await run(tool, args).catch((error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  });
}
