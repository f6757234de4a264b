/**
 * The grammar of options: a rule looks at a value and adds one sentence per problem to the list. Data instead of code, so that
 * what is accepted can be read in one place (validate-options.ts) and every message has the same form.
 */
export type Rule = (value: unknown, path: string, problems: string[]) => void;

/** The longest time that a Node timer can wait, in milliseconds; no count needs more either. */
const MOST = 2 ** 31 - 1;

/** `path is <value>. Use <use>.` */
export function rule(test: (value: unknown) => boolean, use: string): Rule {
  return (value, path, problems) => {
    if (!test(value)) problems.push(`telemetry/options: ${path} is ${show(value)}. Use ${use}.`);
  };
}

export const text = rule(
  (value) => typeof value === 'string' && value.trim() !== '',
  'a text that is not empty',
);

export const flag = rule((value) => typeof value === 'boolean', 'true or false');

export const url = rule(
  (value) => typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  'a URL such as http://collector:4318',
);

export function oneOf(...values: readonly string[]): Rule {
  return rule(
    (value) => values.some((candidate) => candidate === value),
    `one of: ${values.join(', ')}`,
  );
}

export function wholeNumber(min: number, meaning: string): Rule {
  return rule(
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= MOST,
    `a whole number of ${meaning}, ${min} or more`,
  );
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

export function listOf(element: Rule, use: string): Rule {
  return (value, path, problems) => {
    if (!Array.isArray(value)) {
      problems.push(`telemetry/options: ${path} is ${show(value)}. Use a list of ${use}.`);
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
    if (!isObject(value)) {
      problems.push(
        `telemetry/options: ${path || 'the argument'} is ${show(value)}. Use an object.`,
      );
      return;
    }
    for (const [name, member] of Object.entries(value)) {
      const memberPath = path === '' ? name : `${path}.${name}`;
      const check = Object.hasOwn(members, name) ? members[name] : undefined;
      if (check === undefined) {
        problems.push(unknown(memberPath, name, aliases[name], Object.keys(members)));
      } else if (member !== undefined) {
        check(member, memberPath, problems);
      }
    }
  };
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
  return `telemetry/options: ${path} is not an option. ${mend}`;
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

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as the author wrote it, short. */
function show(value: unknown): string {
  // A URL may carry a password.
  if (typeof value === 'string') {
    return JSON.stringify(value.replace(/\/\/[^/@]*@/, '//***@').slice(0, 80));
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return String(value);
}
