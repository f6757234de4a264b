import type { IncomingMessage } from 'node:http';
import { joinTemplates } from './join-templates.ts';
import { layerPattern } from './layer-pattern.ts';
import { appsFromRoot, mountOf } from './mounted-apps.ts';
import { restOf } from './rest-of.ts';
import {
  type AppLike,
  appOf,
  type LayerLike,
  matchedPath,
  type RoutedRequest,
  stackOf,
} from './router-internals.ts';

/** What answered, when it was no route. */
export type UnroutedSource = 'mount' | 'static' | 'automatic_options';

export interface UnroutedTemplate {
  readonly template: string;
  readonly source: UnroutedSource;
}

/** What the response shows of who wrote it. */
export interface Answer {
  readonly status: number;
  /** Whether it carries the headers of the automatic answer to OPTIONS. */
  readonly hasAllow: boolean;
  /** Whether it carries the headers that `send` gives to files. */
  readonly isFile: boolean;
}

const MAX_DEPTH = 16;

/**
 * A template for a request that Express answered without a route:
 *
 * - the automatic answer to `OPTIONS`: the route that it speaks of;
 * - a file of `express.static`: its mount and `/*`;
 * - a function mounted below a path (`app.use('/graphql', handler)`): that path.
 *
 * Nothing for what nobody claimed: a 404 has no template, wherever it happened. Costs a walk along the app's layers.
 */
export function unroutedTemplate(
  request: RoutedRequest & IncomingMessage,
  answer: Answer,
): UnroutedTemplate | undefined {
  const app = appOf(request);
  if (app === undefined || answer.status === 404) return undefined;
  const place = placeOf(app, matchedPath(request));
  if (place === undefined) return undefined;
  if (request.method === 'OPTIONS' && answer.status === 200 && answer.hasAllow) {
    return named(findRoute(stackOf(app), place.rest, 0), place.parts, 'automatic_options');
  }
  const baseUrl = typeof request.baseUrl === 'string' ? request.baseUrl : '';
  const mounted = restOf(baseUrl, place.taken);
  if (answer.isFile) {
    const parts = findMount(stackOf(app), mounted, isStatic, 0);
    if (parts) return named([...parts, '/*'], place.parts, 'static');
  }
  if (mounted === '/') return undefined;
  return named(findMount(stackOf(app), mounted, isPlain, 0), place.parts, 'mount');
}

interface Place {
  /** Templates of the mounts of the app and of the apps above it. */
  readonly parts: readonly string[];
  readonly taken: string;
  readonly rest: string;
}

/** Where the app that answered is mounted. */
function placeOf(app: AppLike, path: string): Place | undefined {
  const parts: string[] = [];
  let rest = path;
  for (const child of appsFromRoot(app).slice(1)) {
    const match = mountOf(child).match(rest);
    if (match === undefined) return undefined;
    parts.push(match.template);
    rest = restOf(rest, match.taken);
  }
  const taken = path.endsWith(rest) ? path.slice(0, path.length - rest.length) : '';
  return { parts, taken, rest };
}

function named(
  parts: readonly string[] | undefined,
  above: readonly string[],
  source: UnroutedSource,
): UnroutedTemplate | undefined {
  return parts && { template: joinTemplates([...above, ...parts]), source };
}

function findRoute(
  layers: readonly LayerLike[] | undefined,
  path: string,
  depth: number,
): string[] | undefined {
  if (layers === undefined || depth > MAX_DEPTH) return undefined;
  for (const layer of layers) {
    const match = layerPattern(layer).match(path);
    if (match === undefined) continue;
    if (layer.route) return [match.template];
    const below = findRoute(stackOf(layer.handle), restOf(path, match.taken), depth + 1);
    if (below) return [match.template, ...below];
  }
  return undefined;
}

/** The layer that takes exactly `path` and calls a function that fits. */
function findMount(
  layers: readonly LayerLike[] | undefined,
  path: string,
  fits: (handle: unknown, taken: string) => boolean,
  depth: number,
): string[] | undefined {
  if (layers === undefined || depth > MAX_DEPTH) return undefined;
  for (const layer of layers) {
    if (layer.route) continue;
    const match = layerPattern(layer).match(path);
    if (match === undefined) continue;
    const rest = restOf(path, match.taken);
    const stack = stackOf(layer.handle);
    if (stack) {
      const below = findMount(stack, rest, fits, depth + 1);
      if (below) return [match.template, ...below];
    } else if (rest === '/' && fits(layer.handle, match.taken)) {
      return [match.template];
    }
  }
  return undefined;
}

/** A guard at the root of a router (`router.use(auth)`) is no place of its own. */
function isPlain(handle: unknown, taken: string): boolean {
  return typeof handle === 'function' && handle.length <= 3 && taken !== '';
}

/** `express.static`, whose function has had this name in every version; minifiers may take it away. */
function isStatic(handle: unknown): boolean {
  return typeof handle === 'function' && handle.name === 'serveStatic';
}
