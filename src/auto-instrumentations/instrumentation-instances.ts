import type { Notices } from '@fluxora/telemetry-core';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { InstrumentationSettings } from './auto-instrumentations-option.ts';
import { withoutValuesInText } from './databases/measured-databases.ts';
import { withHostPolicy } from './outgoing-host-policy.ts';
import type { toPatchTargets } from './patch-targets.ts';

/** What `@opentelemetry/instrumentation` 0.300 makes; typed here because the package is optional. */
export interface Instrumentation {
  readonly instrumentationName: string;
  getModuleDefinitions(): Parameters<typeof toPatchTargets>[0];
  setConfig(settings: InstrumentationSettings): void;
  setTracerProvider(provider: TracerProvider): void;
  setMeterProvider(provider: MeterProvider): void;
  enable(): void;
  disable(): void;
}

export interface InstrumentationInstances {
  readonly all: readonly Instrumentation[];
  /** Those that did not exist before this call. */
  readonly added: readonly Instrumentation[];
}

/**
 * One of each per process, kept for telemetry that stops and starts again: a patch can be taken off and put on again only by
 * the instance that made it, since the hooks show every module once.
 */
const instances = new Map<string, Instrumentation>();

/** One that cannot be loaded is said and left out; the others go on. */
export function obtainInstrumentations(
  require: NodeJS.Require,
  selected: ReadonlyMap<string, InstrumentationSettings>,
  say: Notices,
): InstrumentationInstances {
  const all: Instrumentation[] = [];
  const added: Instrumentation[] = [];
  for (const [name, settings] of selected) {
    try {
      const known = instances.get(name);
      const instance = known ?? construct(require, name, withOurHooks(name, settings));
      known?.setConfig(withOurHooks(name, settings));
      if (!known) added.push(instance);
      instances.set(name, instance);
      all.push(instance);
    } catch (error) {
      say.once(
        `auto-instrumentations.failed.${name}`,
        `telemetry/auto-instrumentations: ${name} could not be loaded: ${String(error)}. ` +
          'The others go on. Correct its settings or its installation, or give it { enabled: false }.',
      );
    }
  }
  return { all, added };
}

function withOurHooks(name: string, settings: InstrumentationSettings): InstrumentationSettings {
  return withoutValuesInText(name, withHostPolicy(name, settings));
}

function construct(
  require: NodeJS.Require,
  name: string,
  settings: InstrumentationSettings,
): Instrumentation {
  const Constructor = Object.values(require(name) as object).find(isInstrumentationClass);
  if (!Constructor) throw new Error('it exports no instrumentation class');
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
