import { notices } from '@fluxora/telemetry-core';
import { createRequire, register } from '../node-builtins.ts';
import { pathToFileURL } from 'node:url';
import { findAutoInstrumentations } from './auto-instrumentations-package.ts';
import type { PatchTarget } from './patch-targets.ts';

/** How imports of ES modules are intercepted in this process. */
interface HookState {
  /**
   * `sync`: in this thread, by `module.registerHooks` (Node 22.22.3, 24.11.1, 25.1, 26 and later) ·
   * `async`: in the loader thread, by `module.register` (older ones).
   */
  readonly kind: 'sync' | 'async';
  /** Specifiers (`pg`) and paths below node_modules (`pg/lib/client.js`) that are wrapped; nothing else is. */
  readonly included: Set<string>;
}

interface SyncHooks {
  supportsSyncHooks(): boolean;
  register(options: { shouldInclude(url: string, specifier: string): boolean }): void;
}

// On globalThis, because Node's hooks are one per process even when two copies of this package are loaded.
const STATE = Symbol.for('fluxora.telemetry.esm-hooks');
const globals = globalThis as { [STATE]?: HookState };

/**
 * Lets instrumentations patch ES modules: imports of `targets` that happen after this call are wrapped, all other
 * modules are left as they are. `loadAutoInstrumentations` calls it; nobody else needs to. May be called again with
 * further targets. Builtins need no hook (see `patchBuiltins`), so without packages nothing is installed.
 *
 * @throws TelemetryError `auto-instrumentations.missing` when the optional package that brings the hooks is absent.
 */
export function installEsmHooks(targets: readonly PatchTarget[]): void {
  const wanted = targets
    .filter((target) => !target.isBuiltin)
    .flatMap(({ name, files }) => [name, ...files]);
  const state = globals[STATE];
  const missing = wanted.filter((name) => !state?.included.has(name));
  if (missing.length === 0) return;
  if (state?.kind === 'async') {
    notices.once(
      'auto-instrumentations.async-hooks',
      `telemetry/auto-instrumentations: ES module hooks cannot be extended on Node ${process.version}; imports of ` +
        `${missing.join(', ')} stay unpatched. Enable everything in the first instrument(), or use Node 24.11.1 or later.`,
    );
  } else if (state?.kind === 'sync') {
    for (const name of missing) state.included.add(name);
  } else {
    const included = new Set(wanted);
    globals[STATE] = { kind: registerHooks(included), included };
  }
}

function registerHooks(included: ReadonlySet<string>): HookState['kind'] {
  const { require } = findAutoInstrumentations();
  // The copy that the instrumentations use: hooks and patches meet in its module state.
  const instrumentationRequire = createRequire(require.resolve('@opentelemetry/instrumentation'));
  const sync = instrumentationRequire('import-in-the-middle/register-hooks.mjs') as SyncHooks;
  if (sync.supportsSyncHooks()) {
    sync.register({
      shouldInclude: (url, specifier) =>
        included.has(specifier) || included.has(pathBelowNodeModules(url)),
    });
    return 'sync';
  }
  // `module.register` is deprecated from Node 26 on, and every Node that old enough to need it has no such warning.
  const hook = instrumentationRequire.resolve('import-in-the-middle/hook.mjs');
  register(pathToFileURL(hook).href, { data: { include: toIncludeList(included) } });
  return 'async';
}

/** `file:///app/node_modules/pg/lib/client.js` → `pg/lib/client.js`. */
function pathBelowNodeModules(url: string): string {
  const marker = '/node_modules/';
  const index = url.lastIndexOf(marker);
  return index === -1 ? '' : url.slice(index + marker.length);
}

/** The loader thread takes data, not functions: bare specifiers as they are, files as patterns. */
function toIncludeList(included: ReadonlySet<string>): (string | RegExp)[] {
  return [...included].flatMap((name) => [
    name,
    new RegExp(`/node_modules/${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
  ]);
}
