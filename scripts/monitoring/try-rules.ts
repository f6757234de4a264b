/**
 * `node scripts/monitoring/try-rules.ts [alert, area or recording group]…`: plans the platform of the fixtures and has every
 * promtool at hand check the rules and run their tests. For writing rules; it reads the sources, not `dist`, of this package.
 */
import { resolve } from 'node:path';
import { createPlan } from '../../packages/monitoring/src/create-plan.ts';
import { platform } from '../../packages/monitoring/src/fixtures/platform.ts';
import {
  checkRules,
  findPromtools,
  runPromtoolTests,
} from '../../packages/monitoring/src/fixtures/promtool.ts';
import { formatProblem } from '../../packages/monitoring/src/problems.ts';

const { plan, problems } = createPlan(platform);
for (const problem of problems) console.error(formatProblem(problem));
const promtools = findPromtools().map((path) => resolve(path));
if (promtools.length === 0) console.error('there is no promtool: run `npm run test:backends` once');
let isGood = problems.length === 0 && promtools.length > 0;
for (const promtool of promtools) {
  for (const run of [
    checkRules(plan, promtool),
    runPromtoolTests(plan, promtool, process.argv.slice(2)),
  ]) {
    isGood &&= run.isGood;
    console.log(`${promtool}\n${run.output}`);
  }
}
process.exitCode = isGood ? 0 : 1;
