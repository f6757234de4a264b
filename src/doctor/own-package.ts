import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The package.json of @fluxora/telemetry: what it needs, in which versions. Undefined when a bundler has moved this code. */
export function readOwnPackage(): PackageManifest | undefined {
  const path = findPackageJSON(import.meta.url);
  const manifest = path === undefined ? undefined : readManifest(path);
  return manifest?.name === '@fluxora/telemetry' ? manifest : undefined;
}

/** The package.json of `name` as this package sees it. Undefined when it is not installed. */
export function readInstalledPackage(
  name: string,
): { readonly path: string; readonly manifest: PackageManifest } | undefined {
  try {
    const path = findPackageJSON(name, import.meta.url);
    const manifest = path === undefined ? undefined : readManifest(path);
    return path !== undefined && manifest ? { path, manifest } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the file is absent or not JSON. */
export function readManifest(path: string): PackageManifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PackageManifest;
  } catch {
    return undefined;
  }
}
