/** Builds every package: JavaScript by tsup, declarations by tsc (in the order of the project references). */
import { run } from './run.ts';

await run('tsup', ['--silent']);
await run('tsc', ['--build', 'tsconfig.build.json']);
