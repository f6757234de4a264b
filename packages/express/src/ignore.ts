import type { IncomingMessage } from 'node:http';
import type { IgnoreRule } from './options.ts';

/**
 * What is ignored unless you say otherwise: health checks, metrics endpoints, the browser's favicon, and CORS preflights
 * (`OPTIONS` with `Access-Control-Request-Method`).
 */
export const defaultIgnore: readonly IgnoreRule[] = Object.freeze([
  '/health',
  '/healthz',
  '/livez',
  '/readyz',
  '/ready',
  '/startupz',
  '/metrics',
  '/favicon.ico',
  isPreflight,
]);

function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
  );
}

/** Says whether a request is to be ignored. May throw what a rule throws. */
export type IgnoreTest = (request: IncomingMessage, path: string) => boolean;

/** Sorts the rules by cost: one look-up for all exact paths, then patterns, then predicates. */
export function compileIgnore(rules: readonly IgnoreRule[]): IgnoreTest {
  const paths = new Set(rules.filter((rule) => typeof rule === 'string'));
  // Copies without `g` and `y`: a pattern that remembers where it stopped would match every other request.
  const patterns = rules
    .filter((rule) => rule instanceof RegExp)
    .map((rule) => new RegExp(rule.source, rule.flags.replaceAll(/[gy]/g, '')));
  // `unknown`: an async predicate's promise is truthy, and would ignore everything.
  const predicates: ((request: IncomingMessage) => unknown)[] = rules.filter(
    (rule) => typeof rule === 'function',
  );
  return (request, path) =>
    paths.has(path) ||
    patterns.some((pattern) => pattern.test(path)) ||
    predicates.some((predicate) => predicate(request) === true);
}
