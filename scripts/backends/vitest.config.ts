import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests against real backends. Started by run.ts, which builds those first; not part of `npm test`. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'backends',
    // `npm run drill`: faults on the running platform, which take minutes, one at a time.
    include: [`test/backends/**/*.${process.env.DRILL ? 'drill' : 'backend'}.ts`],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One Collector and one service at a time: they share few cores.
    fileParallelism: false,
  },
});
