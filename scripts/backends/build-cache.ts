import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GoToolchain } from './go-toolchain.ts';

const CACHE = fileURLToPath(new URL('../../.cache/backends/', import.meta.url));

export interface CachedProgram {
  readonly name: string;
  /** Glob patterns of the files that decide what is built. */
  readonly sources: readonly string[];
  readonly directory: string;
  /** Builds in an empty directory and returns the path of what it built: a file, or a directory with several. */
  readonly build: (workDirectory: string) => Promise<string>;
}

/** Builds a program, unless that has been done for the same sources and the same Go. Returns the path of what was built. */
export async function buildOnce(program: CachedProgram, go: GoToolchain): Promise<string> {
  const hash = createHash('sha256').update(go.version);
  for (const file of globSync([...program.sources], { cwd: program.directory }).toSorted()) {
    hash.update(file).update(readFileSync(`${program.directory}/${file}`));
  }
  const built = `${CACHE}${program.name}-${hash.digest('hex').slice(0, 16)}`;
  if (existsSync(built)) return built;

  mkdirSync(CACHE, { recursive: true });
  const workDirectory = mkdtempSync(`${CACHE}build-`);
  const start = performance.now();
  console.log(
    `Building ${program.name} with ${go.version} (once; minutes when Go has never built it)…`,
  );
  try {
    // Renamed when it is whole: an interrupted build leaves nothing that looks finished.
    renameSync(await program.build(workDirectory), built);
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
  console.log(`Built ${program.name} in ${((performance.now() - start) / 1000).toFixed(0)} s.`);
  return built;
}
