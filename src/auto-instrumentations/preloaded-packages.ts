import { createRequire } from '../node-builtins.ts';
import { sep } from 'node:path';
import type { PatchTarget } from './patch-targets.ts';

/** Absolute paths of the CommonJS modules in this process, those that ES modules imported included. */
export function loadedFiles(): string[] {
  return Object.keys(createRequire(import.meta.url).cache);
}

/**
 * Names of the packages among `targets` that were loaded already, and so escape their patches.
 *
 * Sees CommonJS packages, however they were imported (most database and messaging clients are CommonJS). Node offers no
 * list of loaded ES modules, so a package that is ESM through and through is not seen. Builtins are never late.
 *
 * @param files - From {@link loadedFiles}, taken before instrumentations were loaded.
 */
export function preloadedPackages(
  targets: readonly PatchTarget[],
  files: readonly string[],
): string[] {
  const names = new Set(targets.filter((target) => !target.isBuiltin).map((target) => target.name));
  const found = new Set<string>();
  for (const file of files) {
    const name = packageNameOf(file);
    if (name !== undefined && names.has(name)) found.add(name);
  }
  return [...found].toSorted();
}

/** `/app/node_modules/@smithy/core/dist/x.js` → `@smithy/core`; `undefined` outside of node_modules. */
export function packageNameOf(file: string): string | undefined {
  const parts = file.split(sep);
  const index = parts.lastIndexOf('node_modules');
  const first = index === -1 ? undefined : parts[index + 1];
  if (first === undefined) return undefined;
  return first.startsWith('@') ? `${first}/${parts[index + 2]}` : first;
}
