/** Turns a glob into an expression that matches whole strings; `*` stands for one or more characters, except alone. */
export function globExpression(glob: string): RegExp {
  const source = glob
    .split('*')
    .map((literal) => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    .join('.+');
  return new RegExp(`^${source}$`);
}

/** Compiles the globs of one option; what is not a glob is added to `problems`. */
export function compileGlobs(
  option: string,
  globs: readonly string[],
  problems: string[],
): (text: string) => boolean {
  if (!Array.isArray(globs)) {
    problems.push(
      `telemetry/propagation: ${option} is ${String(globs)}. Use an array of strings, for example ['fluxora.*'].`,
    );
    return () => false;
  }
  const exact = new Set<string>();
  const expressions: RegExp[] = [];
  for (const glob of globs as readonly unknown[]) {
    if (typeof glob !== 'string' || glob === '') {
      problems.push(
        `telemetry/propagation: ${option} holds ${JSON.stringify(glob)}. Use non-empty strings, for example 'fluxora.*'.`,
      );
    } else if (glob.includes('*')) {
      expressions.push(globExpression(glob));
    } else {
      exact.add(glob);
    }
  }
  return (text) => exact.has(text) || expressions.some((expression) => expression.test(text));
}
