import { defineConfig, type Options } from 'tsup';

/**
 * JavaScript only: tsup 9 cannot emit declarations under TypeScript 7, so `tsc` does (scripts/build.ts).
 * ESM only: Node 22.12+ can `require()` it, so there is one copy of state however a host loads us.
 */
function library(directory: string, entry: Record<string, string>): Options {
  return {
    name: directory,
    entry: Object.fromEntries(
      Object.entries(entry).map(([name, file]) => [name, `${directory}/src/${file}`]),
    ),
    outDir: `${directory}/dist`,
    format: 'esm',
    target: 'node22.15',
    platform: 'node',
    splitting: true,
    treeshake: true,
    sourcemap: true,
    dts: false,
    clean: false,
    tsconfig: 'tsconfig.base.json',
    skipNodeModulesBundle: true,
  };
}

export default defineConfig([
  library('packages/core', {
    index: 'index.ts',
    pino: 'pino.ts',
    winston: 'winston.ts',
    console: 'console.ts',
    instrumentation: 'instrumentation.ts',
    'option-rules': 'option-rules.ts',
  }),
  library('packages/testing', { index: 'index.ts' }),
  library('packages/express', { index: 'index.ts' }),
  library('packages/infrastructure', { index: 'index.ts' }),
  library('packages/job-runner', {
    index: 'index.ts',
    memory: 'memory.ts',
    cron: 'cron.ts',
    'pg-boss': 'pg-boss.ts',
    sqs: 'sqs.ts',
    tck: 'tck.ts',
    bullmq: 'bullmq.ts',
  }),
  library('packages/model', {
    index: 'index.ts',
    metrics: 'metrics.ts',
    sqlite: 'sqlite.ts',
    postgres: 'postgres.ts',
    'store-tck': 'store-tck.ts',
    cli: 'cli.ts',
  }),
  library('packages/monitoring', { index: 'index.ts', cli: 'cli.ts' }),
  library('.', {
    index: 'index.ts',
    register: 'register.ts',
    bundled: 'bundled.ts',
    testing: 'testing.ts',
    catalogs: 'catalogs.ts',
    cli: 'cli.ts',
  }),
]);
