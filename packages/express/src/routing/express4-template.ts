const NON_END = String.raw`\/?(?=\/|$)`;
const END = String.raw`\/?$`;
/** What path-to-regexp 0.1 writes for a parameter without a pattern of its own, in its several releases. */
const PLAIN_PARAMETER = /^\((?:\[\^\\?\/(?:\\\.)*\]\+\?|\(\?:\(\?!\\?\/\|.*\)\.\)\+\?)\)$/;

/**
 * Recovers the paths from which Express 4 made a layer's regular expression: of a mount it keeps nothing else. The inverse
 * of path-to-regexp 0.1; a source that it could not have made is given back in its literal form.
 *
 * @param names - The names of the layer's keys, in order.
 * @returns One path, or several where the mount has an array of them.
 */
export function express4Templates(
  regexp: RegExp,
  names: readonly (string | number)[],
): { readonly template: string; readonly regexp: RegExp }[] {
  const parts = splitAlternatives(regexp.source);
  const remaining = names.filter((name) => typeof name === 'string');
  const templates = parts.map((part) => reverse(part, remaining));
  if (templates.includes(undefined)) return [{ template: String(regexp), regexp }];
  return templates.map((template, position) => ({
    template: template as string,
    regexp: parts.length === 1 ? regexp : new RegExp(parts[position] as string, regexp.flags),
  }));
}

/** Paths of an array are joined by `|`, each of them beginning with `^`. */
function splitAlternatives(source: string): string[] {
  return source.split(/(?<=\$\)?)\|(?=\^)/);
}

function reverse(source: string, names: string[]): string | undefined {
  if (!source.startsWith('^')) return undefined;
  const body = withoutEnd(source.slice(1));
  if (body === undefined) return undefined;
  try {
    return reverseBody(body, names) || '/';
  } catch {
    return undefined;
  }
}

function withoutEnd(source: string): string | undefined {
  for (const end of [NON_END, END, '(?=\\/|$)', '$']) {
    if (source.endsWith(end)) return source.slice(0, -end.length);
  }
  return undefined;
}

function reverseBody(body: string, names: string[]): string {
  let path = '';
  for (let at = 0; at < body.length;) {
    const char = body[at] as string;
    if (char === '\\') {
      const literal = body[at + 1] as string;
      path += literal === '/' || literal === '.' ? literal : `\\${literal}`;
      at += 2;
    } else if (char === '(') {
      const close = closingParenthesis(body, at);
      const group = body.slice(at, close + 1);
      const isOptional = body[close + 1] === '?';
      path += reverseGroup(group, isOptional, names);
      at = close + (isOptional ? 2 : 1);
    } else {
      path += char;
      at += 1;
    }
  }
  return path;
}

function reverseGroup(group: string, isOptional: boolean, names: string[]): string {
  if (group === '(.*)') return '*';
  const parameter = /^\(\?:((?:\\\.)?(?:\\?\/)?)(\(.*)\)$/s.exec(group);
  if (!parameter) return group + (isOptional ? '?' : '');
  const [, prefix = '', captures = ''] = parameter;
  const close = closingParenthesis(captures, 0);
  const capture = captures.slice(0, close + 1);
  const isRepeated = close + 1 < captures.length;
  const name = names.shift();
  if (name === undefined) throw new Error('more parameters than keys');
  const pattern = PLAIN_PARAMETER.test(capture) ? '' : capture;
  return (
    prefix.replaceAll('\\', '') +
    `:${name}${pattern}${isRepeated ? '*' : ''}${isOptional ? '?' : ''}`
  );
}

function closingParenthesis(source: string, open: number): number {
  let depth = 0;
  let isInClass = false;
  for (let at = open; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at += 1;
    else if (isInClass) isInClass = char !== ']';
    else if (char === '[') isInClass = true;
    else if (char === '(') depth += 1;
    else if (char === ')' && --depth === 0) return at;
  }
  throw new Error('unbalanced parentheses');
}
