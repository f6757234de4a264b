import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-cache.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runQuietly } from './run-quietly.ts';

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url));
const MANIFEST = 'collector-builder.yaml';

/** Of the same release as the components in the manifest. */
const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.161.0';

/** Builds the OpenTelemetry Collector of the manifest with the official builder. Returns its path. */
export function buildCollector(go: GoToolchain): Promise<string> {
  return buildOnce(
    {
      name: 'otelcol',
      directory: DIRECTORY,
      sources: [MANIFEST, 'build-collector.ts'],
      build: async (workDirectory) => {
        copyFileSync(`${DIRECTORY}${MANIFEST}`, `${workDirectory}/${MANIFEST}`);
        // TMPDIR: the builder leaves a directory there.
        const env = { ...go.env, CGO_ENABLED: '0', TMPDIR: workDirectory };
        // Without debug information: half the size, and a faster link.
        const args = ['run', BUILDER, '--config', MANIFEST, '--ldflags', '-s -w'];
        await runQuietly(go.command, args, { cwd: workDirectory, env });
        return `${workDirectory}/dist/otelcol`;
      },
    },
    go,
  );
}
