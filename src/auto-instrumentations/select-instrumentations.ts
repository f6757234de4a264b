import { TelemetryError } from '@fluxora/telemetry-core';
import {
  normalizeOption,
  toPackageName,
  toShortName,
  type AutoInstrumentations,
  type InstrumentationSettings,
} from './auto-instrumentations-option.ts';
import { DEFAULT_SETTINGS, DUPLICATES_OURS, EXCLUDED_BY_DEFAULT } from './default-settings.ts';

export interface Selection {
  /** Package name → the settings its constructor gets, in the order of `available`. */
  readonly selected: ReadonlyMap<string, InstrumentationSettings>;
  /** What the operator should know: duplicates asked for, unknown names in the environment. */
  readonly notices: readonly string[];
}

/**
 * Decides which instrumentations run, and with which settings. For each one the first that speaks wins:
 * `enabled` in its settings · a list given as the option · `OTEL_NODE_DISABLED_INSTRUMENTATIONS` ·
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` (then only those listed) · our defaults. (Upstream's order.)
 *
 * @param available - Package names that can be loaded.
 * @throws TelemetryError `options.invalid`, listing every name that is not available.
 */
export function selectInstrumentations(
  available: readonly string[],
  option: AutoInstrumentations,
  env: NodeJS.ProcessEnv = process.env,
): Selection {
  const { only, settings } = normalizeOption(option);
  throwOnUnknown(available, [...(only ?? []), ...settings.keys()]);

  const notices: string[] = [];
  const enabledByEnv = readNames(env, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS', available, notices);
  const disabledByEnv = readNames(env, 'OTEL_NODE_DISABLED_INSTRUMENTATIONS', available, notices);

  const selected = new Map<string, InstrumentationSettings>();
  for (const name of available) {
    const own = settings.get(name);
    const isSelected =
      own?.enabled ??
      only?.has(name) ??
      (!disabledByEnv?.has(name) &&
        (enabledByEnv ? enabledByEnv.has(name) : !(name in EXCLUDED_BY_DEFAULT)));
    if (!isSelected) continue;
    selected.set(name, { ...DEFAULT_SETTINGS[name]?.settings, ...own, enabled: true });
    notices.push(...whatFollows(name, own));
  }
  return { selected, notices };
}

function whatFollows(name: string, own: InstrumentationSettings | undefined): string[] {
  const said: string[] = [];
  if (DUPLICATES_OURS.has(name)) {
    said.push(
      `telemetry/auto-instrumentations: "${toShortName(name)}" is on, but ${EXCLUDED_BY_DEFAULT[name]}. ` +
        `Remove it from the option, or expect its signals beside ours.`,
    );
  }
  const defaults = DEFAULT_SETTINGS[name];
  for (const [setting, ours] of Object.entries(defaults?.settings ?? {})) {
    if (own && setting in own && own[setting] !== ours) {
      said.push(
        `telemetry/auto-instrumentations: "${toShortName(name)}" has ${setting}: ${String(own[setting])}, so ` +
          `${defaults?.consequence}. Leave ${setting} out to keep our ${String(ours)}.`,
      );
    }
  }
  return said;
}

function throwOnUnknown(available: readonly string[], names: readonly string[]): void {
  const unknown = names.filter((name) => !available.includes(name));
  if (unknown.length === 0) return;
  const known = available.map(toShortName).join(', ');
  throw new TelemetryError(
    'options.invalid',
    unknown.map(
      (name) =>
        `telemetry/options: autoInstrumentations names "${name}", which does not exist. Use one of: ${known}.`,
    ),
  );
}

/** An unknown name in an OpenTelemetry variable is said and ignored, as its specification asks. */
function readNames(
  env: NodeJS.ProcessEnv,
  variable: string,
  available: readonly string[],
  notices: string[],
): ReadonlySet<string> | undefined {
  const value = env[variable]?.trim();
  if (!value) return undefined;
  const names = value.split(',').map((name) => toPackageName(name.trim()));
  for (const name of names.filter((each) => !available.includes(each))) {
    notices.push(
      `telemetry/auto-instrumentations: ${variable} names "${toShortName(name)}", which does not exist. ` +
        'Correct it; it is ignored.',
    );
  }
  return new Set(names);
}
