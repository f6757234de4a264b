import type { Paths } from './router-internals.ts';

/** A path as written in the code; regular expressions in their literal form. */
export function templateOf(path: unknown): string {
  return typeof path === 'string' ? path : String(path);
}

/** The alternatives of a path, nested arrays flattened. */
export function alternatives(path: Paths): string[] {
  return Array.isArray(path)
    ? path.flat(Number.POSITIVE_INFINITY).map(templateOf)
    : [templateOf(path)];
}

/** Joins the templates of mounts and route, outermost first: `/api/:tenant` and `/` make `/api/:tenant`. */
export function joinTemplates(parts: readonly string[]): string {
  let joined = '';
  for (const part of parts) {
    if (part === '' || part === '/') continue;
    joined = (joined.endsWith('/') ? joined.slice(0, -1) : joined) + part;
  }
  return joined === '' ? '/' : joined;
}
