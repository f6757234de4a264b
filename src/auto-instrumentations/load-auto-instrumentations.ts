import { notices, type Notices, type Providers } from '@fluxora/telemetry-core';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { syncBuiltinESMExports } from '../node-builtins.ts';
import {
  AUTO_INSTRUMENTATIONS_PACKAGE,
  AUTO_INSTRUMENTATIONS_VERSION,
  findAutoInstrumentations,
} from './auto-instrumentations-package.ts';
import type { AutoInstrumentations } from './auto-instrumentations-option.ts';
import { measureDatabases } from './databases/measure-databases.ts';
import { installEsmHooks } from './esm-hooks.ts';
import { obtainInstrumentations, type Instrumentation } from './instrumentation-instances.ts';
import { patchBuiltins } from './patch-builtins.ts';
import { toPatchTargets, type PatchTarget } from './patch-targets.ts';
import { loadedFiles, preloadedPackages } from './preloaded-packages.ts';
import { selectInstrumentations } from './select-instrumentations.ts';

interface InstrumentationLibrary {
  readonly registerInstrumentations: (options: {
    instrumentations: readonly Instrumentation[];
    tracerProvider?: TracerProvider;
    meterProvider?: MeterProvider;
    loggerProvider?: LoggerProvider;
  }) => () => void;
}

export interface LoadedInstrumentations {
  /** Package names, for example `@opentelemetry/instrumentation-pg`. */
  readonly loaded: readonly string[];
  /** Removes every patch. Modules stay loaded; hooks stay in place and do nothing. May be called twice. */
  disable(): void;
}

/**
 * Loads, constructs and enables the third-party instrumentations, synchronously, and hooks ES module imports for them.
 * Call it before the application imports the libraries; what was imported before is named in a notice.
 *
 * @param option - `false` loads nothing.
 * @param providers - Given to every instrumentation; absent ones mean the process-wide providers of this moment.
 * @throws TelemetryError `auto-instrumentations.missing` (with the install line) or `options.invalid`.
 */
export function loadAutoInstrumentations(
  option: AutoInstrumentations,
  providers: Providers = {},
): LoadedInstrumentations {
  if (option === false) return { loaded: [], disable() {} };
  const meta = findAutoInstrumentations();
  const say = providers.notices ?? notices;
  if (meta.version !== AUTO_INSTRUMENTATIONS_VERSION) {
    say.once(
      'auto-instrumentations.version',
      `telemetry/auto-instrumentations: ${AUTO_INSTRUMENTATIONS_PACKAGE} is ${meta.version} (${meta.path}); ` +
        `this release is made for ${AUTO_INSTRUMENTATIONS_VERSION}, others bring second copies of the SDK. ` +
        `Run: npm install --save-exact ${AUTO_INSTRUMENTATIONS_PACKAGE}@${AUTO_INSTRUMENTATIONS_VERSION}`,
    );
  }
  const { selected, notices: toSay } = selectInstrumentations(meta.available, option);
  for (const message of toSay) say.once(message, message);

  const filesLoadedBefore = loadedFiles();
  const { all, added } = obtainInstrumentations(meta.require, selected, say);
  const { registerInstrumentations } = meta.require(
    '@opentelemetry/instrumentation',
  ) as InstrumentationLibrary;
  registerInstrumentations({
    instrumentations: all,
    ...(providers.tracerProvider && { tracerProvider: providers.tracerProvider }),
    ...(providers.meterProvider && { meterProvider: providers.meterProvider }),
    ...(providers.loggerProvider && { loggerProvider: providers.loggerProvider }),
  });
  measureDatabases(all, selected, providers);
  for (const instrumentation of all) instrumentation.enable();

  patchBuiltins(toTargets(all), meta.require);
  const newTargets = toTargets(added);
  installEsmHooks(newTargets);
  sayPreloaded(preloadedPackages(newTargets, filesLoadedBefore), say);

  return {
    loaded: all.map((instrumentation) => instrumentation.instrumentationName),
    disable() {
      for (const instrumentation of all) instrumentation.disable();
      syncBuiltinESMExports();
    },
  };
}

function toTargets(instrumentations: readonly Instrumentation[]): PatchTarget[] {
  return toPatchTargets(instrumentations.flatMap((each) => each.getModuleDefinitions()));
}

function sayPreloaded(names: readonly string[], say: Notices): void {
  if (names.length === 0) return;
  say.once(
    'auto-instrumentations.preloaded',
    `telemetry/auto-instrumentations: loaded before telemetry started, so not measured: ${names.join(', ')}. ` +
      'Start the service with "node --import @fluxora/telemetry/register", or import them after instrument().',
  );
}
