import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-cache.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runQuietly } from './run-quietly.ts';

const DIRECTORY = fileURLToPath(new URL('otlp-schema', import.meta.url));

/** Builds the checker that holds bodies against the official OTLP schema. Returns its path. */
export function buildSchemaTool(go: GoToolchain): Promise<string> {
  return buildOnce(
    {
      name: 'otlp-schema',
      directory: DIRECTORY,
      sources: ['*.go', 'go.mod', 'go.sum'],
      build: async (workDirectory) => {
        const executable = `${workDirectory}/otlp-schema`;
        const options = { cwd: DIRECTORY, env: { ...go.env, CGO_ENABLED: '0' } };
        await runQuietly(go.command, ['build', '-o', executable, '.'], options);
        return executable;
      },
    },
    go,
  );
}
