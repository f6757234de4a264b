import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../problems.ts';
import { parseSnapshot, type Snapshot } from './snapshot.ts';

const FILE = 'signals.json';

/**
 * The snapshot of another day.
 *
 * @param against - A directory that was generated, its `signals.json`, or a revision of git, in which `out` is looked up.
 */
export function readSnapshot(against: string, out: string): Snapshot | Problem {
  const content = readContent(against, out);
  if (typeof content !== 'string') return content;
  return (
    parseSnapshot(content) ?? {
      place: against,
      message: `has a ${FILE} that cannot be read. Give one that fluxora-monitoring has written.`,
    }
  );
}

function readContent(against: string, out: string): string | Problem {
  if (existsSync(against)) {
    const file = statSync(against).isDirectory() ? join(against, FILE) : against;
    if (existsSync(file)) return readFileSync(file, 'utf8');
    return { place: against, message: `has no ${FILE}. Give a directory that was generated.` };
  }
  const git = (...args: string[]): string | undefined => {
    try {
      return execFileSync('git', args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 1 << 28,
      });
    } catch {
      return undefined;
    }
  };
  // Not as a path of its own: what begins with a hyphen would be an option.
  const revision = git(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${against}^{commit}`,
  );
  if (revision === undefined) {
    return { place: against, message: 'is neither a directory nor a revision of git. Correct it.' };
  }
  const path = `./${join(out, FILE)}`;
  return (
    git('show', `${revision.trim()}:${path}`) ?? {
      place: against,
      message: `has no ${path}. Choose a revision in which it was generated.`,
    }
  );
}
