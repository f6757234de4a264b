import { type LayerMatch, type LayerPattern, layerPattern } from './layer-pattern.ts';
import { alternatives } from './join-templates.ts';
import { type AppLike, type LayerLike, stackOf } from './router-internals.ts';

const children = new WeakMap<AppLike, Set<AppLike>>();

/** The apps above `app`, outermost first, itself last. Remembers who is whose child: only children know. */
export function appsFromRoot(app: AppLike | undefined): AppLike[] {
  if (app === undefined) return [];
  const apps = [app];
  for (let above = app; above.parent && apps.length < 16; above = above.parent) {
    const siblings = children.get(above.parent) ?? new Set();
    siblings.add(above);
    children.set(above.parent, siblings);
    apps.unshift(above.parent);
  }
  return apps;
}

/** The apps known to be mounted in `app`. */
export function knownChildren(app: AppLike): Iterable<AppLike> {
  return children.get(app) ?? [];
}

/**
 * Where `child` is mounted in its parent. Express hides a mounted app in a closure and notes only its latest mount path, so
 * an app that is mounted in several places is told apart by the request's path.
 */
export function mountOf(child: AppLike): LayerPattern {
  const mounts = (stackOf(child.parent) ?? []).filter((layer) => isMount(layer, child));
  const [only, ...others] = mounts.map(layerPattern);
  if (only && others.length === 0) return only;
  const declared = child.mountpath === undefined ? [] : alternatives(child.mountpath);
  if (!only) return { template: declared[0] ?? '', match: () => undefined };
  return { template: undefined, match: (path) => firstMatch([only, ...others], path, declared) };
}

function isMount(layer: LayerLike, child: AppLike): boolean {
  if (layer.route || typeof layer.handle !== 'function' || stackOf(layer.handle)) return false;
  if (layer.handle.name === 'mounted_app') return true;
  // Minified bundles rename the closure; its path still says which it is.
  const { template } = layerPattern(layer);
  return template !== undefined && template !== '' && template === child.mountpath;
}

function firstMatch(
  mounts: readonly LayerPattern[],
  path: string,
  declared: readonly string[],
): LayerMatch | undefined {
  const matches = mounts.map((mount) => mount.match(path)).filter((match) => match !== undefined);
  return matches.find((match) => declared.includes(match.template)) ?? matches[0];
}
