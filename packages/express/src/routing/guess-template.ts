import { alternatives, joinTemplates } from './join-templates.ts';
import { layerPattern } from './layer-pattern.ts';
import { type AppLike, type LayerLike, type RouteLike, stackOf } from './router-internals.ts';
import { restOf } from './rest-of.ts';

const MAX_DEPTH = 8;

/**
 * The template of a route that no app shows: its router is called by a function of the user's
 * (`app.use('/w', (req, res, next) => router(req, res, next))`), or an error has left the mounted app that has it. The mount
 * is then the layer that takes what comes before the route's own path; when there is none, the route's own path has to do.
 *
 * @param path - The path that was matched, mounts included.
 */
export function guessTemplate(app: AppLike | undefined, route: RouteLike, path: string): string {
  const own = alternatives(route.path);
  const template = own.find((each) => couldMatch(each, lastPart(path, each))) ?? own[0] ?? '/';
  const mounts = mountsBefore(stackOf(app), path, template, 0);
  return joinTemplates([...(mounts ?? []), template]);
}

function mountsBefore(
  layers: readonly LayerLike[] | undefined,
  path: string,
  template: string,
  depth: number,
): string[] | undefined {
  if (couldMatch(template, path)) return [];
  if (layers === undefined || depth > MAX_DEPTH) return undefined;
  for (const layer of layers) {
    if (layer.route) continue;
    const match = layerPattern(layer).match(path);
    if (match === undefined) continue;
    const below = stackOf(layer.handle);
    if (below === undefined && match.taken === '') continue;
    const rest = restOf(path, match.taken);
    const found = mountsBefore(below, rest, template, depth + 1);
    if (found !== undefined) return [match.template, ...found];
  }
  return undefined;
}

/** The end of a path that has as many segments as a template. */
function lastPart(path: string, template: string): string {
  const count = segmentsOf(template).length;
  const segments = segmentsOf(path);
  return `/${segments.slice(Math.max(0, segments.length - count)).join('/')}`;
}

/** Whether a template might match a whole path: as many segments, and the literal ones equal. Wildcards match anything. */
function couldMatch(template: string, path: string): boolean {
  if (/[*{()]/.test(template)) return true;
  const expected = segmentsOf(template);
  const actual = segmentsOf(path);
  return (
    expected.length === actual.length &&
    expected.every(
      (segment, position) =>
        segment.includes(':') || segment.toLowerCase() === actual[position]?.toLowerCase(),
    )
  );
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
