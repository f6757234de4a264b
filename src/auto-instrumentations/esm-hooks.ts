import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findAutoInstrumentations } from './auto-instrumentations-package.ts';

/** How ES modules are intercepted in this process. */
export interface EsmHooks {
  /**
   * `sync`: in this thread, by `module.registerHooks` (Node 22.22.3, 24.11.1, 25.1, 26 and later) ·
   * `async`: in the loader thread, by `module.register` (older ones) · `none`: not installed.
   */
  readonly kind: 'sync' | 'async' | 'none';
}

interface HookState extends EsmHooks {
  /** Packages and builtins whose imports are wrapped; everything else is left alone. */
  readonly packages: Set<string>;
}

interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(options: { shouldInclude(url: string, specifier: string): boolean }): void;
}

// On globalThis, because Node's hooks are one per process even when two copies of this package are loaded.
const STATE = Symbol.for('fluxora.telemetry.esm-hooks');
const globals = globalThis as { [STATE]?: HookState };

/** The hooks of this process, as they are now. Installs nothing. */
export function esmHooks(): EsmHooks {
  return { kind: globals[STATE]?.kind ?? 'none' };
}

/**
 * Lets instrumentations patch ES modules: imports of `packages` that happen after this call are wrapped.
 * `loadAutoInstrumentations` calls it; there is no need to call it before. May be called again with further packages.
 *
 * @param packages - Names as imported: `pg`, `@smithy/core`, `http`.
 * @throws TelemetryError `auto-instrumentations.missing` when the optional package that brings the hooks is absent.
 */
export function installEsmHooks(packages: readonly string[] = []): EsmHooks {
  const state = globals[STATE];
  if (state?.kind === 'sync') {
    for (const name of packages) state.packages.add(name);
    return { kind: 'sync' };
  }
  const wanted = new Set([...(state?.packages ?? []), ...packages]);
  if (wanted.size === 0) return esmHooks();
  const kind = registerHooks(wanted);
  globals[STATE] = { kind, packages: wanted };
  return { kind };
}

function registerHooks(packages: Set<string>): 'sync' | 'async' {
  const { require } = findAutoInstrumentations();
  // The copy that the instrumentations use: hooks and patches meet in its module state.
  const instrumentationRequire = createRequire(require.resolve('@opentelemetry/instrumentation'));
  const sync = instrumentationRequire('import-in-the-middle/register-hooks.mjs') as SyncHooks;
  if (sync.supportsSyncHooks()) {
    sync.register({ shouldInclude: (url, specifier) => isIncluded(packages, url, specifier) });
    return 'sync';
  }
  const hook = instrumentationRequire.resolve('import-in-the-middle/hook.mjs');
  register(pathToFileURL(hook).href, { data: { include: toIncludeList(packages) } });
  return 'async';
}

function isIncluded(packages: ReadonlySet<string>, url: string, specifier: string): boolean {
  if (url.startsWith('node:')) return packages.has(url.slice('node:'.length));
  if (packages.has(specifier)) return true;
  const name = packageNameOf(url);
  return name !== undefined && packages.has(name);
}

/** `file:///app/node_modules/@smithy/core/dist/x.js` → `@smithy/core`. */
function packageNameOf(url: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
}

/** The loader thread takes data, not functions. */
function toIncludeList(packages: ReadonlySet<string>): (string | RegExp)[] {
  return [...packages].flatMap((name) => [
    name,
    new RegExp(`/node_modules/${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`),
  ]);
}
