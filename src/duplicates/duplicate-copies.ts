import { loadedCopies, onCopyLoaded, type Notices } from '@fluxora/telemetry-core';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire, findPackageJSON, readFileSync, realpathSync } from '../node-builtins.ts';
import { WATCHED_PACKAGES } from './watched-packages.ts';

const API = '@opentelemetry/api';

export interface PackageCopy {
  /** Directory of the copy; for an API copy that only left its version behind, words instead. */
  readonly path: string;
  readonly version: string;
}

/** One package of which this process has more than one copy. */
export interface DuplicateCopies {
  readonly name: string;
  readonly copies: readonly PackageCopy[];
}

export interface SearchOptions {
  /** A file of the application, absolute: its imports decide what the application gets. @defaultValue the main script */
  readonly application?: string;
  /** Absolute paths of loaded modules. @defaultValue what CommonJS has loaded in this process */
  readonly loadedFiles?: readonly string[];
}

/**
 * Second copies of the OpenTelemetry API, its SDK or our own packages that this process can see: those that CommonJS has loaded, those
 * that we and the application resolve to, every loaded copy of our core, and the API version that registered first.
 *
 * For start-up: about 3 ms, no walk over the disk (`fluxora-telemetry doctor` does that). Never throws. Copies of the API with
 * the same version are not reported: they share everything.
 */
export function findDuplicateCopies({
  application = mainScript(),
  loadedFiles = Object.keys(createRequire(import.meta.url).cache),
}: SearchOptions = {}): DuplicateCopies[] {
  const found = new CopyFinder();
  for (const name of Object.keys(WATCHED_PACKAGES)) {
    found.addResolved(name, import.meta.url);
    found.addResolved(name, pathToFileURL(application).href);
  }
  for (const file of loadedFiles) found.addLoaded(file);
  for (const url of loadedCopies()) found.addOwner('@fluxora/telemetry-core', url);
  return found.duplicates();
}

/** Says every duplicate of now once, and further copies of our core when they are loaded. */
export function reportDuplicateCopies(say: Notices): void {
  const report = (): void => {
    for (const duplicate of findDuplicateCopies()) {
      say.once(`duplicates.${duplicate.name}`, () => describeDuplicate(duplicate));
    }
  };
  report();
  onCopyLoaded(report);
}

/** One line: what is double, where, what follows from it, and how to mend it. */
export function describeDuplicate({ name, copies }: DuplicateCopies): string {
  const places = copies.map(({ version, path }) => `${version} at ${path}`).join(' and ');
  return (
    `telemetry/duplicates: ${name} is here ${copies.length} times: ${places}. ${WATCHED_PACKAGES[name] ?? ''} ` +
    `Run "npm ls ${name}" to see who brings them, then "npm dedupe", or set one version under "overrides" in package.json.`
  );
}

class CopyFinder {
  /** Package name → directories. */
  readonly #directories = new Map<string, Set<string>>();
  readonly #manifestsSeen = new Set<string>();

  /** The copy that a module at `from` would get. */
  addResolved(name: string, from: string): void {
    try {
      this.#add(name, findPackageJSON(name, from));
    } catch {
      // Not installed as seen from there.
    }
  }

  /** The package that a loaded CommonJS file belongs to. */
  addLoaded(file: string): void {
    const marker = `${sep}node_modules${sep}`;
    const start = file.lastIndexOf(marker) + marker.length;
    if (start < marker.length || file[start] !== '@') return;
    const [scope, base] = file.slice(start).split(sep, 2);
    const name = `${scope}/${base}`;
    if (name in WATCHED_PACKAGES) {
      this.#add(name, join(file.slice(0, start), `${scope}`, `${base}`, 'package.json'));
    }
  }

  /** The package that the module at `url` belongs to, if it is `name` (and not a bundle of somebody else). */
  addOwner(name: string, url: string): void {
    try {
      const manifest = findPackageJSON(url);
      if (manifest !== undefined && readManifest(manifest).name === name) this.#add(name, manifest);
    } catch {
      // A bundle without a package.json around it.
    }
  }

  duplicates(): DuplicateCopies[] {
    return Array.from(this.#directories)
      .map(([name, directories]) => ({ name, copies: [...directories].flatMap(toCopy) }))
      .map((found) => (found.name === API ? withRegisteredVersion(found) : found))
      .filter(({ name, copies }) =>
        name === API ? new Set(copies.map((copy) => copy.version)).size > 1 : copies.length > 1,
      );
  }

  #add(name: string, manifest: string | undefined): void {
    if (manifest === undefined || this.#manifestsSeen.has(manifest)) return;
    this.#manifestsSeen.add(manifest);
    try {
      const directory = dirname(realpathSync(manifest));
      this.#directories.set(name, (this.#directories.get(name) ?? new Set()).add(directory));
    } catch {
      // Loaded from where there are no files: an archive, a virtual file system.
    }
  }
}

/** The API remembers the version that registered first, not where it lives. */
function withRegisteredVersion(found: DuplicateCopies): DuplicateCopies {
  const registered = (globalThis as Record<symbol, { version?: string } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ]?.version;
  if (registered === undefined || found.copies.some(({ version }) => version === registered)) {
    return found;
  }
  const path = 'an unknown place, which registered first';
  return { ...found, copies: [...found.copies, { path, version: registered }] };
}

function toCopy(path: string): PackageCopy[] {
  try {
    return [{ path, version: readManifest(join(path, 'package.json')).version }];
  } catch {
    return []; // Gone since: nothing to report.
  }
}

function readManifest(path: string): { name: string; version: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
}

/** Where the program's own imports start; the working directory when there is no script (`node -e`). */
function mainScript(): string {
  return process.argv[1] ?? join(process.cwd(), 'index.js');
}
