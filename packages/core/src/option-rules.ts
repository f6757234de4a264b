/*
 * The grammar of options, for packages that have some: what is accepted stands in one place, as data, and every message has the
 * same form.
 */
import { isRecord } from './catalog/check-attributes.ts';
import { quote } from './catalog/quote.ts';

export { isRecord };

/**
 * Looks at a value and adds one sentence per problem to the list, which begins with the option's path: whoever throws it puts
 * where it happened in front. Never throws.
 */
export type Rule = (value: unknown, path: string, problems: string[]) => void;

/** The longest time that a Node timer can wait, in milliseconds; no count needs more either. */
const MOST = 2 ** 31 - 1;

/** `path is <value>. Use <use>.` */
export function rule(test: (value: unknown) => boolean, use: string): Rule {
  return (value, path, problems) => {
    if (!test(value)) problems.push(`${path} is ${show(value)}. Use ${use}.`);
  };
}

/** A text with more than blanks. */
export const text = rule(
  (value) => typeof value === 'string' && value.trim() !== '',
  'a text that is not empty',
);

/** A boolean. */
export const flag = rule((value) => typeof value === 'boolean', 'true or false');

/** The address of a web server. */
export const url = rule(
  (value) => typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  'a URL such as http://collector:4318',
);

/** One of these texts. */
export function oneOf(...values: readonly string[]): Rule {
  return rule(
    (value) => values.some((candidate) => candidate === value),
    `one of: ${values.join(', ')}`,
  );
}

/** @param max - The most. @defaultValue the longest time that a timer of Node.js can wait, which is not said */
export function wholeNumber(min: number, meaning: string, max = MOST): Rule {
  return rule(
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `a whole number of ${meaning}, ${max === MOST ? `${min} or more` : `${min} to ${max}`}`,
  );
}

/** A boolean, or an object with these members. */
export function flagOr(members: Readonly<Record<string, Rule>>): Rule {
  const checkMembers = shape(members);
  const isFlagOrObject = rule(
    (value) => typeof value === 'boolean' || isRecord(value),
    `true, false or an object of ${Object.keys(members).join(', ')}`,
  );
  return (value, path, problems) =>
    (isRecord(value) ? checkMembers : isFlagOrObject)(value, path, problems);
}

/** One of several rules must accept; `use` describes them together. */
export function either(use: string, ...rules: readonly Rule[]): Rule {
  return rule(
    (value) =>
      rules.some((accepts) => {
        const problems: string[] = [];
        accepts(value, '', problems);
        return problems.length === 0;
      }),
    use,
  );
}

/** A list, each element by its own rule. @param use - What its elements are, in the plural. */
export function listOf(element: Rule, use: string): Rule {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      problems.push(`${path} is ${show(value)}. Use a list of ${use}.`);
    } else {
      value.forEach((item, index) => element(item, `${path}[${index}]`, problems));
    }
  };
}

/**
 * An object with these members, all optional. Unknown members are problems, with a proposal when one looks alike.
 *
 * @param aliases - What other products call a member, and its name here.
 */
export function shape(
  members: Readonly<Record<string, Rule>>,
  aliases: Readonly<Record<string, string>> = {},
): Rule {
  return (value, path, problems) => {
    if (!isRecord(value)) {
      problems.push(`${path || 'the argument'} is ${show(value)}. Use an object.`);
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const memberPath = path === '' ? name : `${path}.${name}`;
      const check = own(members, name);
      if (check === undefined) {
        problems.push(unknown(memberPath, name, own(aliases, name), Object.keys(members)));
      } else if (member !== undefined) {
        check(member, memberPath, problems);
      }
    }
  };
}

/** Not what every object has, such as `toString`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function unknown(
  path: string,
  name: string,
  alias: string | undefined,
  known: readonly string[],
): string {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)[0]?.candidate;
  const meant = alias ?? nearest;
  const mend = meant ? `Did you mean "${meant}"?` : `Remove it; known are: ${known.join(', ')}.`;
  return `${path} is not an option. ${mend}`;
}

/** Levenshtein distance, capitals aside. */
function editDistance(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(
        Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution),
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The value as the author wrote it, short. Of a list not even its items: they may be headers. */
function show(value: unknown): string {
  return Array.isArray(value) ? 'a list' : quote(value);
}
