/** Adds one sentence per problem of a value, each beginning with the option's path. */
export type Rule = (value: unknown, path: string, problems: string[]) => void;

/** `path is <value>. Use <use>.` */
export function rule(accepts: (value: unknown) => boolean, use: string): Rule {
  return (value, path, problems) => {
    if (!accepts(value)) problems.push(`${path} is ${show(value)}. Use ${use}.`);
  };
}

export const flag = rule((value) => typeof value === 'boolean', 'true or false');

/** A boolean, or an object with these members. */
export function flagOr(members: Readonly<Record<string, Rule>>): Rule {
  const names = Object.keys(members).join(', ');
  const isFlagOrObject = rule(
    (value) => typeof value === 'boolean' || isObject(value),
    `true, false or an object of ${names}`,
  );
  return (value, path, problems) => {
    if (isObject(value)) checkMembers(value, path, members, problems);
    else isFlagOrObject(value, path, problems);
  };
}

/** Checks the members of an object, all optional. Unknown ones are problems, with a proposal where one looks alike. */
export function checkMembers(
  value: Readonly<Record<string, unknown>>,
  path: string,
  members: Readonly<Record<string, Rule>>,
  problems: string[],
): void {
  for (const [name, member] of Object.entries(value)) {
    const memberPath = path === '' ? name : `${path}.${name}`;
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (check === undefined) {
      problems.push(`${memberPath} is not an option. ${mendOf(name, Object.keys(members))}`);
    } else if (member !== undefined) {
      check(member, memberPath, problems);
    }
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as the author wrote it, short. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : String(value);
}

function mendOf(name: string, known: readonly string[]): string {
  const nearest = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return nearest
    ? `Did you mean "${nearest.candidate}"?`
    : `Remove it; known are: ${known.join(', ')}.`;
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
