/** `npm run fix`: repairs what can be repaired (format, lint, generated reports). Read the diff afterwards. */
import { run } from '../run.ts';

await run('oxlint', ['--fix']);
await run('node', ['scripts/build.ts']);
await run('node', ['scripts/check/api-reports.ts', '--fix']);
await run('node', ['scripts/check/signal-reports.ts', '--fix']);
await run('prettier', ['--write', '.', '--log-level', 'warn']);
