import { createRequire, findPackageJSON } from 'node:module';
import { readInstalledPackage, readManifest } from './own-package.ts';

export interface EsmHookSupport {
  /** Version of import-in-the-middle, the hook that instrumentations use. Undefined when it is not installed. */
  readonly version: string | undefined;
  readonly path: string | undefined;
  /** Whether this Node has what synchronous hooks need. */
  readonly synchronous: boolean;
}

/** Which hooks `autoInstrumentations` would use here. Loads nothing but the version test. */
export function findEsmHookSupport(): EsmHookSupport {
  const none = { version: undefined, path: undefined, synchronous: false };
  const instrumentations = readInstalledPackage('@opentelemetry/auto-instrumentations-node');
  if (!instrumentations) return none;
  try {
    const base = createRequire(instrumentations.path).resolve('@opentelemetry/instrumentation');
    const path = findPackageJSON('import-in-the-middle', base);
    const instrumentationRequire = createRequire(base);
    const { supportsSyncHooks } = instrumentationRequire(
      'import-in-the-middle/supports-sync-hooks.mjs',
    ) as { supportsSyncHooks: () => boolean };
    return { version: path && readManifest(path)?.version, path, synchronous: supportsSyncHooks() };
  } catch {
    return none;
  }
}
