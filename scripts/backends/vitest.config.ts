import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests against real backends. Started by run.ts, which builds those first; not part of `npm test`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'backends',
    // `npm run drill`: the whole platform runs, and faults are made on it. Minutes, and a machine that has nothing else to do.
    include: [`test/backends/**/*.${process.env.DRILL ? 'drill' : 'backend'}.ts`],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One Collector and one service at a time: they share few cores.
    fileParallelism: false,
  },
});
