import { type LayerPattern, layerPattern } from './layer-pattern.ts';
import { type AppLike, type LayerLike, type RouteLike, stackOf } from './router-internals.ts';

/** The layers that lead to a route, outermost first; the last is the route's own. */
export type Chain = readonly LayerPattern[];

/** How long an index is believed. Milliseconds. Routes are rarely added while requests are served. */
const TRUSTED_MS = 1_000;
const MAX_DEPTH = 24;
const MAX_LAYERS = 50_000;

/** Where each route of one app is mounted, apps mounted in it excepted: those are hidden in closures. */
export class AppIndex {
  readonly #app: AppLike;
  #chains = new Map<RouteLike, Chain[]>();
  #layerCount = -1;
  #checkedAt = Number.NEGATIVE_INFINITY;
  /** Changes when the app's layers did. */
  version = 0;

  constructor(app: AppLike) {
    this.#app = app;
  }

  /** Every way that leads to `route`; undefined when it is not in this app. */
  chainsOf(route: RouteLike): readonly Chain[] | undefined {
    return this.#chains.get(route);
  }

  /** Reads the app again when it has changed. At most once in a while, unless `force` is given. */
  refresh(now: number, force = false): void {
    if (!force && now - this.#checkedAt < TRUSTED_MS) return;
    this.#checkedAt = now;
    const layers = stackOf(this.#app);
    const count = countLayers(layers, 0);
    if (count === this.#layerCount) return;
    this.#layerCount = count;
    this.#chains = new Map();
    this.version += 1;
    if (count <= MAX_LAYERS) this.#collect(layers, []);
  }

  #collect(layers: readonly LayerLike[] | undefined, above: Chain): void {
    if (layers === undefined || above.length > MAX_DEPTH) return;
    for (const layer of layers) {
      const route = layer.route;
      if (typeof route === 'object' && route !== null) {
        const chain = [...above, layerPattern(layer)];
        const known = this.#chains.get(route);
        if (known) known.push(chain);
        else this.#chains.set(route, [chain]);
        continue;
      }
      const below = stackOf(layer.handle);
      if (below) this.#collect(below, [...above, layerPattern(layer)]);
    }
  }
}

function countLayers(layers: readonly LayerLike[] | undefined, depth: number): number {
  if (layers === undefined || depth > MAX_DEPTH) return 0;
  let count = layers.length;
  for (const layer of layers) {
    if (!layer.route) count += countLayers(stackOf(layer.handle), depth + 1);
    if (count > MAX_LAYERS) return count;
  }
  return count;
}

const indexes = new WeakMap<AppLike, AppIndex>();

export function appIndex(app: AppLike): AppIndex {
  let index = indexes.get(app);
  if (index === undefined) {
    index = new AppIndex(app);
    indexes.set(app, index);
  }
  return index;
}
