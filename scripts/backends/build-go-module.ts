import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-cache.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runQuietly } from './run-quietly.ts';

/**
 * Builds a Go module that is a directory beside this file.
 *
 * @param packages - What of it: itself, or the programs of others that its go.mod names as `tool`. With their versions and
 * checksums there, they are the same everywhere. Made so: `go list -mod=mod -deps tool`. Not by `go mod tidy`, which also asks for
 * what only their tests need.
 * @returns The directory in which the programs are.
 */
export function buildGoModule(
  go: GoToolchain,
  name: string,
  packages: '.' | 'tool',
): Promise<string> {
  const directory = fileURLToPath(new URL(name, import.meta.url));
  return buildOnce(
    {
      name,
      directory,
      sources: ['*.go', 'go.mod', 'go.sum', '../build-go-module.ts'],
      build: async (workDirectory) => {
        const programs = `${workDirectory}/programs/`;
        const args = ['-trimpath', '-ldflags', '-s -w', '-o', programs, packages];
        const env = { ...go.env, CGO_ENABLED: '0' };
        await runQuietly(go.command, ['build', ...args], { cwd: directory, env });
        return programs;
      },
    },
    go,
  );
}
