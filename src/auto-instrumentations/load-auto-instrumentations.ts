import { notices, type Providers } from '@fluxora/telemetry-core';
import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
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
import { selectInstrumentations } from './select-instrumentations.ts';

/** What `@opentelemetry/instrumentation` 0.300 makes; typed here because the package is optional. */
interface Instrumentation {
  readonly instrumentationName: string;
  getModuleDefinitions(): { readonly name: string }[];
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

  const instrumentations = Array.from(selected, ([name, settings]) =>
    construct(meta.require, name, settings),
  );
  installEsmHooks(instrumentations.flatMap(patchedModules));
  const { registerInstrumentations } = meta.require(
    '@opentelemetry/instrumentation',
  ) as InstrumentationLibrary;
  const disable = registerInstrumentations({
    instrumentations,
    ...(providers.tracerProvider && { tracerProvider: providers.tracerProvider }),
    ...(providers.meterProvider && { meterProvider: providers.meterProvider }),
    ...(providers.loggerProvider && { loggerProvider: providers.loggerProvider }),
  });
  return { loaded: [...selected.keys()], disable };
}

function construct(
  require: NodeJS.Require,
  name: string,
  settings: InstrumentationSettings,
): Instrumentation {
  const exports = require(name) as Record<string, unknown>;
  const Constructor = Object.values(exports).find(isInstrumentationClass);
  if (!Constructor) throw new Error(`${name} exports no instrumentation class`);
  return new Constructor(settings);
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

function patchedModules(instrumentation: Instrumentation): string[] {
  return instrumentation.getModuleDefinitions().map((definition) => definition.name);
}
