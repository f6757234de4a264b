/** What Grafana puts in before Prometheus sees a query, where a duration is meant. */
const DURATIONS = new Set(['__rate_interval', '__interval', '__range']);
/** The same as numbers. */
const NUMBERS = new Set(['__range_s', '__range_ms', '__interval_ms', '__from', '__to']);

/** Stands for a label that only Grafana knows: `by ($group)`. */
export const VARIABLE_LABEL = '__grafana_variable';

const VARIABLE = /\$(?:\{(\w+)[^}]*\}|(\w+))/y;
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*$/;

/**
 * Puts an example in place of every variable of Grafana, so that the query can be parsed. Texts between quotation marks stay as
 * they are: a matcher's `"$service"` parses, and its value tells that it is not known yet.
 */
export function replaceVariables(query: string): string {
  let result = '';
  let at = 0;
  while (at < query.length) {
    const char = query[at] ?? '';
    if (char === '"' || char === "'" || char === '`') {
      const end = endOfString(query, at);
      result += query.slice(at, end);
      at = end;
      continue;
    }
    VARIABLE.lastIndex = at;
    const match = char === '$' ? VARIABLE.exec(query) : null;
    if (match) {
      result += exampleOf(match[1] ?? match[2] ?? '', result);
      at += match[0].length;
    } else {
      result += char;
      at += 1;
    }
  }
  return result;
}

function endOfString(query: string, start: number): number {
  const mark = query[start];
  let at = start + 1;
  while (at < query.length && query[at] !== mark) {
    at += query[at] === '\\' && mark !== '`' ? 2 : 1;
  }
  return Math.min(at + 1, query.length);
}

function exampleOf(name: string, before: string): string {
  if (DURATIONS.has(name) || /(?:\[|\[[^\]]*:|\boffset\s+-?)\s*$/.test(before)) return '5m';
  if (NUMBERS.has(name)) return '300';
  return GROUPING.test(before) ? VARIABLE_LABEL : '1';
}
