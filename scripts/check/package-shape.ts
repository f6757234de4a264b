/**
 * What users would install: packs each package and looks at the tarball with publint (exports, files, metadata) and
 * are-the-types-wrong (declarations resolve; ESM only, by `import` and by `require`).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { PUBLISHED } from '../packages.ts';

const tarballs = resolve('.cache/tarballs');
rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });

let failures = 0;
for (const { folder, name } of PUBLISHED) {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', tarballs], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = resolve(tarballs, tarballName(packed));
  console.log(`\n${name}`);
  for (const command of [
    ['publint', 'run', tarball, '--strict'],
    ['attw', tarball, '--profile', 'esm-only'],
  ]) {
    const [tool = '', ...args] = command;
    const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8' });
    console.log(`${status === 0 ? '✓' : '✗'} ${tool}`);
    if (status === 0) continue;
    failures++;
    console.error(stdout + stderr);
  }
}
process.exitCode = failures === 0 ? 0 : 1;

/** `npm pack --json` prints an array up to npm 11 and an object keyed by package from npm 12. */
function tarballName(json: string): string {
  const entry = Object.values(JSON.parse(json) as Record<string, { filename: string }>)[0];
  if (!entry) throw new Error(`npm pack printed no package: ${json}`);
  return entry.filename;
}
