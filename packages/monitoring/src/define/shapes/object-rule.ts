import { isRecord, rule, shape, type Rule } from '@fluxora/telemetry-core/option-rules';

type OptionalKeys<T> = {
  [K in keyof T & string]-?: object extends Pick<T, K> ? K : never;
}[keyof T & string];

type RequiredKeys<T> = Exclude<keyof T & string, OptionalKeys<T>>;

/**
 * An object of a type: a rule for each member, those that must be there apart. A member without a rule, or a rule without a member,
 * does not compile.
 */
export function objectOf<T extends object>(
  required: Readonly<Record<RequiredKeys<T>, Rule>>,
  optional: Readonly<Record<OptionalKeys<T>, Rule>>,
): Rule {
  const members: Readonly<Record<string, Rule>> = { ...required, ...optional };
  const checkMembers = shape(members);
  const names: readonly string[] = Object.keys(required);
  return (value, path, problems) => {
    checkMembers(value, path, problems);
    if (!isRecord(value)) return;
    for (const name of names.filter((candidate) => value[candidate] === undefined)) {
      members[name]?.(undefined, path === '' ? name : `${path}.${name}`, problems);
    }
  };
}

/** One of several objects, told apart by their `kind`. */
export function kindOf<T extends { readonly kind: string }>(
  kinds: Readonly<Record<T['kind'], Rule>>,
): Rule {
  const names = Object.keys(kinds).join(', ');
  const rules = new Map<unknown, Rule>(Object.entries<Rule>(kinds));
  const isObject = rule(isRecord, `an object with a kind: ${names}`);
  const isKind = rule(() => false, `one of ${names}`);
  return (value, path, problems) => {
    if (!isRecord(value)) return isObject(value, path, problems);
    const check = rules.get(value['kind']);
    if (check) check(value, path, problems);
    else isKind(value['kind'], path === '' ? 'kind' : `${path}.kind`, problems);
  };
}

/** Passes: the member that tells the kinds apart. */
export const anything: Rule = () => undefined;

export const number = rule((value) => Number.isFinite(value), 'a number');

/** A number within limits, both included. */
export function numberFrom(min: number, max: number, meaning: string): Rule {
  return rule(
    (value) => Number.isFinite(value) && (value as number) >= min && (value as number) <= max,
    `${meaning}, ${min} to ${max}`,
  );
}

/** A function. */
export const callable = rule((value) => typeof value === 'function', 'a function');

/** An object whose members are alike, by names of the user's. */
export function recordOf(element: Rule, use: string): Rule {
  const isObject = rule(isRecord, `an object of ${use}`);
  return (value, path, problems) => {
    if (!isRecord(value)) return isObject(value, path, problems);
    for (const [name, item] of Object.entries(value)) element(item, `${path}.${name}`, problems);
  };
}
