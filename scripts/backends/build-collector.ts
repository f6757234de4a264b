import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-cache.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runQuietly } from './run-quietly.ts';

const DIRECTORY = fileURLToPath(new URL('collector', import.meta.url));

/** Of the same release as the components in the manifest. */
const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.161.0';

/** Builds the OpenTelemetry Collector of the manifest, `otelcol`. Returns the directory it is in. */
export function buildCollector(go: GoToolchain): Promise<string> {
  return buildOnce(
    {
      name: 'otelcol',
      directory: DIRECTORY,
      sources: ['*', '../build-collector.ts'],
      build: async (workDirectory) => {
        const module = `${workDirectory}/module`;
        cpSync(DIRECTORY, module, { recursive: true });
        // TMPDIR: the builder leaves a directory there.
        const env = { ...go.env, CGO_ENABLED: '0', TMPDIR: workDirectory };
        const inModule = (...args: string[]): Promise<string> =>
          runQuietly(go.command, args, { cwd: module, env });
        // The official builder writes the sources only: which modules they are made of stands in our go.mod, checksums and all.
        const sourcesOnly = ['--skip-get-modules', '--skip-compilation'];
        await inModule('run', BUILDER, '--config', 'builder.yaml', ...sourcesOnly);
        // Without the service discoveries of the clouds, which would double the work, and without debug information.
        const without = ['-tags', 'remove_all_sd,enable_kubernetes_sd', '-ldflags', '-s -w'];
        const programs = `${workDirectory}/programs`;
        await inModule('build', '-trimpath', ...without, '-o', `${programs}/otelcol`, '.');
        return programs;
      },
    },
    go,
  );
}
