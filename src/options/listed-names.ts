import { createPropagationPolicy, TelemetryError } from '@fluxora/telemetry-core';
import {
  findAutoInstrumentations,
  parseAutoInstrumentations,
  toPackageName,
  toShortName,
  type AutoInstrumentations,
} from '../auto-instrumentations/index.ts';
import type { Environment } from './environment.ts';
import type { Settings } from './settings.ts';

/**
 * `FLUXORA_PROPAGATION_HOSTS`. A pattern that is none is reported and left out; when none is left, no host gets trace context:
 * whoever set the list meant to restrict.
 */
export function readPropagationHosts(env: Environment): string[] | undefined {
  const name = 'FLUXORA_PROPAGATION_HOSTS';
  return env.list(name)?.filter((pattern) => {
    if (isHostPattern(pattern)) return true;
    env.rejectPart(
      name,
      pattern,
      'host names without scheme or path, for example *.fluxora.internal or localhost:4318',
    );
    return false;
  });
}

function isHostPattern(pattern: string): boolean {
  try {
    createPropagationPolicy({ hosts: [pattern] });
    return true;
  } catch {
    return false;
  }
}

/**
 * `FLUXORA_AUTO_INSTRUMENTATIONS`, as far as it can be used: names that do not exist are reported and left out. Where nothing
 * is left, or the package that it needs is missing, the next source decides.
 */
export function readAutoInstrumentations(
  env: Environment,
  mode: Settings['mode'],
): AutoInstrumentations | undefined {
  const name = 'FLUXORA_AUTO_INSTRUMENTATIONS';
  const option = parseAutoInstrumentations(env.text(name));
  // With nothing to load there is nothing to look up on the disk.
  if (option === undefined || option === false || mode === 'off') return option;
  try {
    const { available } = findAutoInstrumentations();
    if (!Array.isArray(option)) return option;
    const names = option as readonly string[];
    const known = names.filter((each) => available.includes(toPackageName(each)));
    const use = `true, false or names among ${available.map(toShortName).join(', ')}`;
    if (known.length === 0) {
      env.reject(name, names.join(','), use);
      return undefined;
    }
    for (const each of names) {
      if (!known.includes(each)) env.rejectPart(name, each, use);
    }
    return known;
  } catch (error) {
    const why = error instanceof TelemetryError ? error.message : String(error);
    env.problems.push(`${why} (until then ${name} is ignored)`);
    return undefined;
  }
}
