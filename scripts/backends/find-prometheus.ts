import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './run-quietly.ts';

const CACHE = fileURLToPath(new URL('../../.cache/backends/', import.meta.url));

const ADVICE = `Prometheus is not installed, and recording rules are tried on a real one.
Install it from https://prometheus.io/download (prometheus and promtool on the PATH, or named by PROMETHEUS and PROMTOOL).`;

export interface Prometheus {
  readonly prometheus: string;
  readonly promtool: string;
}

/**
 * Finds a Prometheus: the one named by PROMETHEUS and PROMTOOL, the one on the PATH, or Debian's package, which is unpacked into
 * the cache and not installed (a build from source takes ten minutes, this two seconds).
 *
 * @returns `undefined` when there is none on a developer's machine, after saying where to get one.
 */
export async function findPrometheus(isCi: boolean): Promise<Prometheus | undefined> {
  const { PROMETHEUS: prometheus, PROMTOOL: promtool } = process.env;
  if (prometheus && promtool) return { prometheus, promtool };
  if (answers('prometheus') && answers('promtool')) {
    return { prometheus: 'prometheus', promtool: 'promtool' };
  }
  if (answers('dpkg-deb') && answers('apt-get')) {
    try {
      return await unpackDebianPackage(isCi);
    } catch (error) {
      if (isCi) throw error;
      console.warn(`Debian's package could not be had: ${String(error)}`);
    }
  }
  if (isCi) throw new Error(ADVICE);
  console.warn(ADVICE);
  return undefined;
}

function answers(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

async function unpackDebianPackage(isCi: boolean): Promise<Prometheus> {
  const known = unpacked();
  if (known) return known;
  mkdirSync(CACHE, { recursive: true });
  const workDirectory = mkdtempSync(`${CACHE}unpack-`);
  try {
    const download = (): Promise<string> =>
      runQuietly('apt-get', ['download', '-qq', 'prometheus'], { cwd: workDirectory });
    // In a fresh container nobody has asked yet which packages there are.
    await download().catch(async (error: unknown) => {
      if (!isCi) throw error;
      await runQuietly('apt-get', ['update', '-qq']);
      await download();
    });
    const [archive = ''] = globSync('*.deb', { cwd: workDirectory });
    await runQuietly('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: workDirectory });
    const directory = `${CACHE}${archive.replace(/\.deb$/, '').replaceAll('%3a', '-')}`;
    // Renamed when it is whole: an interrupted start leaves nothing that looks finished.
    renameSync(`${workDirectory}/unpacked`, directory);
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
  const found = unpacked();
  if (!found)
    throw new Error('The package prometheus contains no usr/bin/prometheus and promtool.');
  return found;
}

function unpacked(): Prometheus | undefined {
  const [directory] = globSync('prometheus_*/usr/bin', { cwd: CACHE }).toSorted().toReversed();
  if (directory === undefined) return undefined;
  const [prometheus, promtool] = ['prometheus', 'promtool'].map(
    (program) => `${CACHE}${directory}/${program}`,
  ) as [string, string];
  return existsSync(prometheus) && existsSync(promtool) ? { prometheus, promtool } : undefined;
}
