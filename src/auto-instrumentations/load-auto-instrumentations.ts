import { notices, type Notices, type Providers } from '@fluxora/telemetry-core';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { syncBuiltinESMExports } from 'node:module';
import {
  AUTO_INSTRUMENTATIONS_PACKAGE,
  AUTO_INSTRUMENTATIONS_VERSION,
  findAutoInstrumentations,
} from './auto-instrumentations-package.ts';
import type {
  AutoInstrumentations,
  InstrumentationSettings,
} from './auto-instrumentations-option.ts';
import { installEsmHooks } from './esm-hooks.ts';
import { withHostPolicy } from './outgoing-host-policy.ts';
import { patchBuiltins } from './patch-builtins.ts';
import { toPatchTargets } from './patch-targets.ts';
import { loadedFiles, preloadedPackages } from './preloaded-packages.ts';
import { selectInstrumentations } from './select-instrumentations.ts';

/** What `@opentelemetry/instrumentation` 0.300 makes; typed here because the package is optional. */
interface Instrumentation {
  readonly instrumentationName: string;
  getModuleDefinitions(): Parameters<typeof toPatchTargets>[0];
}

interface InstrumentationLibrary {
  readonly registerInstrumentations: (options: {
    instrumentations: Instrumentation[];
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
  const instrumentations = constructAll(meta.require, selected, say);
  const targets = toPatchTargets(
    instrumentations.flatMap((instrumentation) => instrumentation.getModuleDefinitions()),
  );
  const { registerInstrumentations } = meta.require(
    '@opentelemetry/instrumentation',
  ) as InstrumentationLibrary;
  const unregister = registerInstrumentations({
    instrumentations,
    ...(providers.tracerProvider && { tracerProvider: providers.tracerProvider }),
    ...(providers.meterProvider && { meterProvider: providers.meterProvider }),
    ...(providers.loggerProvider && { loggerProvider: providers.loggerProvider }),
  });
  installEsmHooks(targets);
  patchBuiltins(targets, meta.require);
  sayPreloaded(preloadedPackages(targets, filesLoadedBefore), say);

  return {
    loaded: instrumentations.map((instrumentation) => instrumentation.instrumentationName),
    disable() {
      unregister();
      syncBuiltinESMExports();
    },
  };
}

/** One that cannot be constructed is said and left out; the others go on. */
function constructAll(
  require: NodeJS.Require,
  selected: ReadonlyMap<string, InstrumentationSettings>,
  say: Notices,
): Instrumentation[] {
  return Array.from(selected).flatMap(([name, settings]) => {
    try {
      const Constructor = Object.values(require(name) as object).find(isInstrumentationClass);
      if (!Constructor) throw new Error('it exports no instrumentation class');
      return [new Constructor(withHostPolicy(name, settings))];
    } catch (error) {
      say.once(
        `auto-instrumentations.failed.${name}`,
        `telemetry/auto-instrumentations: ${name} could not be loaded: ${String(error)}. ` +
          'The others go on. Correct its settings or its installation, or give it { enabled: false }.',
      );
      return [];
    }
  });
}

function sayPreloaded(names: readonly string[], say: Notices): void {
  if (names.length === 0) return;
  say.once(
    'auto-instrumentations.preloaded',
    `telemetry/auto-instrumentations: loaded before telemetry started, so not measured: ${names.join(', ')}. ` +
      'Start the service with "node --import @fluxora/telemetry/register", or import them after instrument().',
  );
}

function isInstrumentationClass(
  value: unknown,
): value is new (settings: InstrumentationSettings) => Instrumentation {
  return (
    typeof value === 'function' &&
    typeof (value.prototype as { setTracerProvider?: unknown } | undefined)?.setTracerProvider ===
      'function'
  );
}
