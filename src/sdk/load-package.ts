import { createRequire } from '../node-builtins.ts';
import { join } from 'node:path';
import { TelemetryError } from '@fluxora/telemetry-core';
import { providedPackage } from './provided-packages.ts';

// A bundle in CommonJS format has no import.meta.url; its packages, if any, lie where the program runs.
const require = createRequire(import.meta.url ?? join(process.cwd(), 'bundle.js'));

/**
 * Loads one of our dependencies, synchronously.
 *
 * @throws TelemetryError `sdk.missing` when it is not there, which happens in bundles.
 */
export function loadPackage(name: string): unknown {
  try {
    return providedPackage(name) ?? require(name);
  } catch (error) {
    throw new TelemetryError(
      'sdk.missing',
      `telemetry/sdk: ${name} cannot be loaded (${firstLine(error)}). If this program is bundled, add ` +
        "import '@fluxora/telemetry/bundled' to it, or leave @fluxora/* and @opentelemetry/* out of the bundle.",
      { cause: error },
    );
  }
}

/** A package that `@opentelemetry/sdk-node` depends on. */
export function loadFromSdkNode(name: string): unknown {
  return providedPackage(name) ?? createRequire(require.resolve('@opentelemetry/sdk-node'))(name);
}

/**
 * A package that the application installs: looked for from here, from the application, and from the meta-package of
 * auto-instrumentations. Throws what the last search threw.
 */
export function loadOptional(name: string): unknown {
  const application = createRequire(join(process.cwd(), 'package.json'));
  const searches: (() => unknown)[] = [
    () => require(name),
    () => application(name),
    () => createRequire(application.resolve('@opentelemetry/auto-instrumentations-node'))(name),
  ];
  let problem: unknown;
  for (const search of searches) {
    try {
      return search();
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}
