import { TelemetryError } from '@fluxora/telemetry-core';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire, findPackageJSON, readFileSync } from '../node-builtins.ts';

export const AUTO_INSTRUMENTATIONS_PACKAGE = '@opentelemetry/auto-instrumentations-node';

/** The one version that shares every OpenTelemetry package with ours. A test compares it with package.json. */
export const AUTO_INSTRUMENTATIONS_VERSION = '0.82.0';

export interface AutoInstrumentationsPackage {
  readonly version: string;
  /** Absolute path of its package.json. */
  readonly path: string;
  /** Package names of the instrumentations it brings. */
  readonly available: readonly string[];
  /** Loads a package as the meta-package sees it, so that no second copy comes in. */
  readonly require: NodeJS.Require;
}

/**
 * Finds the optional `@opentelemetry/auto-instrumentations-node`, without loading any of it.
 *
 * @throws TelemetryError `auto-instrumentations.missing` with the line that installs it.
 */
export function findAutoInstrumentations(): AutoInstrumentationsPackage {
  // Ours first: the copy beside us shares our OpenTelemetry packages. The application's own is the
  // fallback for linked checkouts, where nothing is beside us.
  const path =
    locate(import.meta.url) ?? locate(pathToFileURL(join(process.cwd(), 'package.json')).href);
  if (path === undefined) {
    throw new TelemetryError(
      'auto-instrumentations.missing',
      `telemetry/auto-instrumentations: autoInstrumentations is on, but ${AUTO_INSTRUMENTATIONS_PACKAGE} is not installed. ` +
        `Run: npm install --save-exact ${AUTO_INSTRUMENTATIONS_PACKAGE}@${AUTO_INSTRUMENTATIONS_VERSION}`,
    );
  }
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    version: string;
    dependencies?: Record<string, string>;
  };
  return {
    version: manifest.version,
    path,
    available: Object.keys(manifest.dependencies ?? {}).filter((name) =>
      name.startsWith('@opentelemetry/instrumentation-'),
    ),
    require: createRequire(path),
  };
}

function locate(from: string): string | undefined {
  try {
    return findPackageJSON(AUTO_INSTRUMENTATIONS_PACKAGE, from);
  } catch {
    return undefined;
  }
}
