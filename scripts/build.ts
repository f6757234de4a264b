/** Builds every package: JavaScript by tsup, declarations by tsc (in the order of the project references). */
import { rmSync } from 'node:fs';
import { PUBLISHED } from './packages.ts';
import { run } from './run.ts';

// What an earlier build left would be packed and published.
for (const { folder } of PUBLISHED) rmSync(`${folder}/dist`, { recursive: true, force: true });

await run('tsup', ['--silent']);
// The monitoring package reads the catalogs of all others, the front door's too: it is the last.
await run('tsc', ['--build', 'packages/monitoring/tsconfig.build.json']);
