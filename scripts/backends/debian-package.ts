import { globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runQuietly } from './run-quietly.ts';

const CACHE = fileURLToPath(new URL('../../.cache/backends/', import.meta.url));

/**
 * Downloads a package of the Debian that runs here and unpacks it into the cache, without installing it: two seconds, where a build
 * from source takes minutes. Returns the directory.
 *
 * @param isCi - In a fresh container nobody has asked yet which packages there are; on somebody's machine that is not ours to do.
 */
export async function unpackDebianPackage(name: string, isCi: boolean): Promise<string> {
  const [known] = globSync(`${name}_*`, { cwd: CACHE }).toSorted().toReversed();
  if (known !== undefined) return `${CACHE}${known}`;
  mkdirSync(CACHE, { recursive: true });
  const workDirectory = mkdtempSync(`${CACHE}unpack-`);
  try {
    const download = (): Promise<string> =>
      runQuietly('apt-get', ['download', '-qq', name], { cwd: workDirectory });
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
    return directory;
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
}
