import type { AttributeDeclarations } from './catalog.ts';
import { quote } from './quote.ts';
import { attributeNameProblems, prometheusForm } from './name-rules.ts';

const TYPES: readonly unknown[] = ['string', 'int', 'double', 'boolean', 'string[]'];
const MEMBERS = new Set(['values', 'type', 'maxValues', 'description']);

/** The most series that one metric can have, and so the most values that one attribute can have. */
export const MAX_SERIES = 2_000;
/** Longer strings are cut. Characters. */
export const MAX_STRING_LENGTH = 256;

/** Every problem in a catalog's attribute declarations, as sentences without their "telemetry/catalog:". */
export function attributeProblems(attributes: unknown): string[] {
  if (!isRecord(attributes)) {
    return [`attributes is ${quote(attributes)}. Declare an object of attributes by name.`];
  }
  const seen = new Map<string, string>();
  return Object.entries(attributes).flatMap(([name, declaration]) => {
    const twin = seen.get(prometheusForm(name));
    seen.set(prometheusForm(name), name);
    return [
      ...attributeNameProblems(name),
      ...(twin ? [`and "${twin}" are the same label in Prometheus. Rename one.`] : []),
      ...declarationProblems(name, declaration),
    ].map((problem) => `attribute "${name}" ${problem}`);
  });
}

function declarationProblems(name: string, declaration: unknown): string[] {
  if (!isRecord(declaration)) {
    return [`is ${quote(declaration)}. Declare an object with values or type, and description.`];
  }
  const problems = unknownMembers(declaration, MEMBERS);
  if (!isText(declaration.description)) {
    problems.push('has no description. Say in a sentence what it is.');
  }
  if (declaration.values !== undefined && declaration.type !== undefined) {
    problems.push('has both values and type. Declare values for a fixed set, else type.');
  }
  if (declaration.values !== undefined) return [...problems, ...valuesProblems(declaration)];
  if (!TYPES.includes(declaration.type)) {
    problems.push(
      `has type ${quote(declaration.type)}. Declare values, or one of the types ${TYPES.join(', ')}.`,
    );
  }
  const { maxValues } = declaration;
  if (maxValues !== undefined && !isWholeNumber(maxValues, 1, MAX_SERIES)) {
    problems.push(
      `has maxValues ${quote(maxValues)}. Use a whole number from 1 to ${MAX_SERIES}, or leave it out on spans and events.`,
    );
  }
  if (maxValues !== undefined && name.endsWith('.*')) {
    problems.push(
      'has maxValues but stands for many names, which metrics cannot carry. Leave it out.',
    );
  }
  return problems;
}

function valuesProblems({ values, maxValues }: Record<string, unknown>): string[] {
  const problems =
    maxValues === undefined ? [] : ['has both values and maxValues. Leave maxValues out.'];
  if (!Array.isArray(values) || values.length === 0) {
    return [...problems, `has values ${quote(values)}. List at least one.`];
  }
  const bad = values.filter((value) => !isAttributeValue(value));
  if (bad.length > 0) {
    problems.push(
      `has ${bad.map(quote).join(', ')} among its values. ` +
        `Use strings of 1 to ${MAX_STRING_LENGTH} characters, finite numbers or booleans.`,
    );
  } else if (new Set(values.map((value) => typeof value)).size > 1) {
    problems.push(`has values of several types: ${values.map(quote).join(', ')}. Use one type.`);
  }
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  if (twice.length > 0) problems.push(`lists ${twice.map(quote).join(', ')} twice. List it once.`);
  return problems;
}

function isAttributeValue(value: unknown): boolean {
  if (typeof value === 'string') return value.length > 0 && value.length <= MAX_STRING_LENGTH;
  return typeof value === 'boolean' || Number.isFinite(value);
}

/** A metric carries an attribute only when the number of its values is known. */
export function metricAttributeProblems(
  names: readonly string[],
  attributes: AttributeDeclarations,
): string[] {
  return names.flatMap((name) => {
    const declaration = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!isRecord(declaration)) return [];
    if (name.endsWith('.*')) return [`carries "${name}". Metrics take single attributes only.`];
    if (declaration.type === 'string[]') {
      return [`carries "${name}" of type string[]. Metrics take single values only.`];
    }
    const isBounded =
      declaration.values !== undefined ||
      declaration.maxValues !== undefined ||
      declaration.type === 'boolean';
    return isBounded
      ? []
      : [`carries "${name}", which is unbounded. Give the attribute values or maxValues.`];
  });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

export function isWholeNumber(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

/** A misspelt member would otherwise be ignored silently. */
export function unknownMembers(value: object, known: ReadonlySet<string>): string[] {
  return Object.keys(value)
    .filter((member) => !known.has(member))
    .map((member) => `has an unknown member "${member}". Use ${[...known].join(', ')}.`);
}
