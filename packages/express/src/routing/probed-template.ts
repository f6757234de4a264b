type Match = { readonly path: string; readonly params: object } | false;
/** Matches the beginning of a path, as a mount of `router` 2.0 to 2.2 does. May throw on malformed escapes. */
export type MountMatcher = (path: string) => Match;

/** A segment that no route names literally. */
const SENTINEL = '~fluxora~';
const MAX_SEGMENTS = 32;

/**
 * Recovers the path of a mount from nothing but its matcher, by asking what happens when one segment is replaced: a literal
 * stops matching, a parameter takes the replacement. Literals come back in lower case when the matcher does not mind case,
 * so that a client cannot make new templates by spelling; an optional part is there when the request had it.
 *
 * @param matched - The part of a request's path that the matcher matched.
 * @returns undefined when the matcher is too irregular to say.
 */
export function probeTemplate(matcher: MountMatcher, matched: string): string | undefined {
  const segments = matched.split('/').filter((segment) => segment !== '');
  if (segments.length > MAX_SEGMENTS) return undefined;
  const literals = isCaseInsensitive(matcher, segments)
    ? segments.map((segment) => segment.toLowerCase())
    : segments;
  const template: string[] = [];
  for (const [position, segment] of segments.entries()) {
    const name = parameterAt(matcher, segments, position, SENTINEL);
    if (name !== undefined) {
      // A wildcard takes several segments; it is one word of the template.
      const word = name.isWildcard ? `*${name.key}` : `:${name.key}`;
      if (template.at(-1) !== word) template.push(word);
      continue;
    }
    const partial = partialParameters(matcher, segments, position);
    template.push(partial ?? (literals[position] as string));
    if (partial === undefined && !isLiteral(matcher, segments, position, segment)) return undefined;
  }
  return `/${template.join('/')}`;
}

interface Parameter {
  readonly key: string;
  readonly isWildcard: boolean;
}

/** Which parameter takes `probe` when it stands in place of a segment. */
function parameterAt(
  matcher: MountMatcher,
  segments: readonly string[],
  position: number,
  probe: string,
): Parameter | undefined {
  const match = ask(matcher, segments.with(position, probe));
  if (!match) return undefined;
  for (const [key, value] of Object.entries(match.params)) {
    if (value === SENTINEL) return { key, isWildcard: false };
    if (Array.isArray(value) && value.includes(SENTINEL)) return { key, isWildcard: true };
  }
  return undefined;
}

/** Parameters that are only parts of their segment, as in `/v:version` and `/:name.:extension`. */
function partialParameters(
  matcher: MountMatcher,
  segments: readonly string[],
  position: number,
): string | undefined {
  const segment = segments[position] as string;
  const match = ask(matcher, segments);
  if (!match) return undefined;
  let word = '';
  let copied = 0;
  for (const value of Object.values(match.params)) {
    if (typeof value !== 'string' || value === '') continue;
    for (let at = segment.indexOf(value, copied); at !== -1; at = segment.indexOf(value, at + 1)) {
      const end = at + value.length;
      const probe = segment.slice(0, at) + SENTINEL + segment.slice(end);
      const parameter = parameterAt(matcher, segments, position, probe);
      if (!parameter) continue;
      word += `${segment.slice(copied, at)}:${parameter.key}`;
      copied = end;
      break;
    }
  }
  return word === '' ? undefined : word + segment.slice(copied);
}

function isLiteral(
  matcher: MountMatcher,
  segments: readonly string[],
  position: number,
  segment: string,
): boolean {
  return ask(matcher, segments.with(position, `${segment}${SENTINEL}`)) === false;
}

function isCaseInsensitive(matcher: MountMatcher, segments: readonly string[]): boolean {
  const swapped = segments.map((segment) =>
    segment === segment.toLowerCase() ? segment.toUpperCase() : segment.toLowerCase(),
  );
  return ask(matcher, swapped) !== false;
}

/** Whether the whole path is matched, not merely its beginning. */
function ask(matcher: MountMatcher, segments: readonly string[]): Match {
  const path = `/${segments.join('/')}`;
  try {
    const match = matcher(path);
    return match && match.path.length >= path.length ? match : false;
  } catch {
    return false;
  }
}
