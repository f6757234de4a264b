import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Unit tests read the sources; `test/e2e` starts processes, which read `dist` (built first). */
const alias = [
  {
    find: /^@fluxora\/telemetry-(core|express|infrastructure|job-runner|model|monitoring|testing)$/,
    replacement: source('packages/$1/src/index.ts'),
  },
  {
    find: /^@fluxora\/telemetry-(core|express|infrastructure|job-runner|model|monitoring|testing)\/([\w-]+)$/,
    replacement: source('packages/$1/src/$2.ts'),
  },
  { find: /^@fluxora\/telemetry$/, replacement: source('src/index.ts') },
  { find: /^@fluxora\/telemetry\/([\w-]+)$/, replacement: source('src/$1.ts') },
];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'packages/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          // Property tests on a busy machine; a hang still fails.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
