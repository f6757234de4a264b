import type { Attributes } from '@opentelemetry/api';
import type {
  AttributeDeclaration,
  Catalog,
  OpenAttribute,
  SignalDeclaration,
} from '@fluxora/telemetry-core';
import { show } from '../expect/match-value.ts';

/** Set by the SDK and by our own guard on the series that takes what went over a limit; needs no declaration. */
export const OVERFLOW = 'otel.metric.overflow';

/** What is wrong with the attributes of one span, event or data point. */
export function attributeProblems(
  attributes: Attributes,
  signal: SignalDeclaration,
  catalog: Catalog,
): string[] {
  const isOverflow = attributes[OVERFLOW] === true;
  const problems = Object.entries(attributes)
    .filter(([name]) => name !== OVERFLOW)
    .flatMap(([name, value]) => {
      const declaration = declarationOf(name, signal, catalog);
      if (!declaration) return [`carries ${name}=${show(value)}, which it does not declare`];
      const problem = valueProblem(value, declaration);
      return problem ? [`carries ${name}=${show(value)}, ${problem}`] : [];
    });
  const absent = Object.entries(signal.attributes ?? {})
    .filter(([name, level]) => level === 'required' && !isCovered(name, attributes))
    .map(([name]) => `lacks the required ${name}`);
  return isOverflow ? problems : [...problems, ...absent];
}

function declarationOf(
  name: string,
  signal: SignalDeclaration,
  catalog: Catalog,
): AttributeDeclaration | undefined {
  const allowed = Object.keys(signal.attributes ?? {}).find((key) => covers(key, name));
  return allowed === undefined ? undefined : catalog.attributes[allowed];
}

function isCovered(declared: string, attributes: Attributes): boolean {
  return Object.keys(attributes).some((name) => covers(declared, name));
}

/** `http.request.header.*` covers every name below it. */
function covers(declared: string, name: string): boolean {
  return declared.endsWith('.*') ? name.startsWith(declared.slice(0, -1)) : declared === name;
}

function valueProblem(value: unknown, declaration: AttributeDeclaration): string | undefined {
  if ('values' in declaration) {
    return declaration.values.includes(value as string)
      ? undefined
      : `not one of ${declaration.values.map(show).join(', ')}`;
  }
  return IS_OF_TYPE[declaration.type](value) ? undefined : `not of type ${declaration.type}`;
}

const IS_OF_TYPE: Record<OpenAttribute['type'], (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value) || typeof value === 'bigint',
  double: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  'string[]': (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
