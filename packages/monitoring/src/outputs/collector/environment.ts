/**
 * A value that the Collector reads from its environment when it starts, so that one file serves everywhere.
 *
 * @param fallback - What holds where the variable is not set. May be such a value itself.
 */
export function env(name: string, fallback: string | number): string {
  return `\${env:${name}:-${fallback}}`;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly fallback: string;
}

/** Every variable that a text reads, in order of name. */
export function environmentOf(text: string): EnvironmentVariable[] {
  const found = new Map<string, string>();
  for (const [, name = '', fallback = ''] of text.matchAll(
    /\$\{env:(\w+):-((?:[^{}]|\{[^{}]*\})*)\}/g,
  )) {
    found.set(name, fallback);
    for (const inner of environmentOf(fallback)) found.set(inner.name, inner.fallback);
  }
  return [...found]
    .map(([name, fallback]) => ({ name, fallback }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
