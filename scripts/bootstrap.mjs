// First stage of `npm test` and `npm run demo`. Runs on whatever Node the machine has (20 and up), so it is plain
// JavaScript without dependencies. It installs from the lockfile when that has not been done for this lockfile; the
// caller then starts the second stage as a new npm script, whose PATH begins with node_modules/.bin, where the pinned
// Node is. (A shell keeps the path of a `node` it has already run, so the second stage must be a new process.)
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modifiedAt = (path) => statSync(root + path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes node_modules/.package-lock.json when an installation is complete.
const isInstalled =
  modifiedAt('node_modules/.bin/node') > 0 &&
  modifiedAt('node_modules/.package-lock.json') >= modifiedAt('package-lock.json');

if (!isInstalled) {
  console.log('Installing the pinned dependencies (once per lockfile)…');
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, npm] : ['npm'];
  const { status } = spawnSync(
    command[0],
    [...command.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error(
      'bootstrap: `npm ci` failed (see above). Check the network and run the command again.',
    );
    process.exit(status ?? 1);
  }
}
