import { readdirSync, realpathSync, type Dirent } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuplicateCopies, PackageCopy } from '../duplicates/duplicate-copies.ts';
import { readManifest } from './own-package.ts';

/**
 * Every installed copy of the packages that `isWatched`, below the `node_modules` of `directory` and of its parents. Follows links
 * (workspaces) and knows the layout of pnpm. Reads directory lists only, and the package.json of what it watches.
 *
 * @returns Name → copies, by path; one entry per real directory.
 */
export function findInstalledCopies(
  directory: string,
  isWatched: (name: string) => boolean,
): DuplicateCopies[] {
  const copies = new Map<string, PackageCopy[]>();
  const visited = new Set<string>();

  function visitModules(modules: string): void {
    for (const entry of list(modules)) {
      const path = join(modules, entry.name);
      if (entry.name === '.pnpm') {
        for (const store of list(path)) visitModules(join(path, store.name, 'node_modules'));
      } else if (entry.name.startsWith('@')) {
        for (const scoped of list(path))
          visitPackage(join(path, scoped.name), `${entry.name}/${scoped.name}`);
      } else if (!entry.name.startsWith('.')) {
        visitPackage(path, entry.name);
      }
    }
  }

  function visitPackage(path: string, name: string): void {
    const real = toRealPath(path);
    if (real === undefined || visited.has(real)) return;
    visited.add(real);
    if (isWatched(name)) {
      const version = readManifest(join(real, 'package.json'))?.version;
      if (version !== undefined)
        copies.set(name, [...(copies.get(name) ?? []), { path: real, version }]);
    }
    visitModules(join(real, 'node_modules'));
  }

  for (const parent of withParents(directory)) visitModules(join(parent, 'node_modules'));
  return Array.from(copies, ([name, found]) => ({ name, copies: found }));
}

function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() || entry.isSymbolicLink(),
    );
  } catch {
    return [];
  }
}

function toRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // A dangling link.
  }
}

function withParents(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...withParents(parent)];
}
