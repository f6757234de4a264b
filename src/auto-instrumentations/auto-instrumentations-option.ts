import { TelemetryError } from '@fluxora/telemetry-core';

const PACKAGE_PREFIX = '@opentelemetry/instrumentation-';

/** Settings of one instrumentation: its own options (see its README), and whether it is used at all. */
export interface InstrumentationSettings {
  /** `true` overrides every default and environment variable, `false` keeps it out. @defaultValue see `docs` of `autoInstrumentations` */
  readonly enabled?: boolean;
  readonly [setting: string]: unknown;
}

/**
 * Which third-party libraries are instrumented.
 *
 * - `true`: all that `@opentelemetry/auto-instrumentations-node` has, without what we do ourselves and what is noisy.
 * - a list: only these. `'pg'` is short for `'@opentelemetry/instrumentation-pg'`.
 * - an object: as `true`, with settings by name. Long or short names.
 * - `false`: none; nothing is loaded.
 */
export type AutoInstrumentations =
  boolean | readonly string[] | Readonly<Record<string, InstrumentationSettings>>;

/**
 * Reads the value of `FLUXORA_AUTO_INSTRUMENTATIONS`: `true`, `false`, or a comma list of names (`pg,undici`).
 *
 * @returns `undefined` when the value is absent or blank, so that the next source decides.
 */
export function parseAutoInstrumentations(
  value: string | undefined,
): AutoInstrumentations | undefined {
  const text = value?.trim() ?? '';
  if (text === '') return undefined;
  if (/^(true|all)$/i.test(text)) return true;
  if (/^(false|none)$/i.test(text)) return false;
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `pg` → `@opentelemetry/instrumentation-pg`; a long name stays as it is. */
export function toPackageName(name: string): string {
  return name.startsWith('@') ? name : `${PACKAGE_PREFIX}${name}`;
}

/** `@opentelemetry/instrumentation-pg` → `pg`. */
export function toShortName(name: string): string {
  return name.startsWith(PACKAGE_PREFIX) ? name.slice(PACKAGE_PREFIX.length) : name;
}

/**
 * Settings by package name, and the only names wanted if the option was a list.
 * @throws TelemetryError `options.invalid` when the option has another shape.
 */
export function normalizeOption(option: AutoInstrumentations): {
  only?: ReadonlySet<string>;
  settings: ReadonlyMap<string, InstrumentationSettings>;
} {
  if (typeof option === 'boolean') {
    return option ? { settings: new Map() } : { only: new Set(), settings: new Map() };
  }
  if (isList(option)) return { only: new Set(option.map(toPackageName)), settings: new Map() };
  const problems: string[] = [];
  const settings = new Map<string, InstrumentationSettings>();
  for (const [name, value] of Object.entries(option)) {
    if (typeof value === 'object' && value !== null) settings.set(toPackageName(name), value);
    else {
      problems.push(
        `telemetry/options: autoInstrumentations["${name}"] is ${JSON.stringify(value)}. ` +
          'Use an object, for example { enabled: true }.',
      );
    }
  }
  if (problems.length > 0) throw new TelemetryError('options.invalid', problems);
  return { settings };
}

function isList(option: object): option is readonly string[] {
  return Array.isArray(option);
}
