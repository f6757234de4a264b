import { TelemetryError } from '@fluxora/telemetry-core';
import {
  either,
  flag,
  isRecord,
  listOf,
  rule,
  type Rule,
  text,
} from '@fluxora/telemetry-core/option-rules';
import {
  findAutoInstrumentations,
  selectInstrumentations,
} from '../auto-instrumentations/index.ts';

const shape = either(
  'true, false, a list of names, or an object of settings by name',
  flag,
  rule((value) => isRecord(value) || Array.isArray(value), ''),
);
const names = listOf(text, 'names');
const settings = rule(isRecord, 'an object, for example { enabled: true }');

/** The shape of the option, and that the instrumentations it names exist. */
export const autoInstrumentations: Rule = (value, path, problems) => {
  shape(value, path, problems);
  if (Array.isArray(value)) {
    names(value, path, problems);
    checkNames(
      value.filter((name) => typeof name === 'string' && name.trim() !== ''),
      problems,
    );
  } else if (isRecord(value)) {
    for (const [name, member] of Object.entries(value)) {
      settings(member, `${path}["${name}"]`, problems);
    }
    checkNames(Object.keys(value), problems);
  }
};

function checkNames(option: readonly string[], problems: string[]): void {
  if (option.length === 0) return;
  try {
    selectInstrumentations(findAutoInstrumentations().available, option, {});
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    // Without the package there are no names to compare with. Whether it is needed depends on the environment, too, so
    // the one who loads it says that it is missing.
    if (error.code === 'options.invalid') problems.push(...error.problems);
  }
}
