import type { IncomingMessage } from 'node:http';

/*
 * What Express 4 and 5 and `router` 2 leave on their objects. None of it is documented, so everything may be absent and
 * nothing is written to. Which generation has what:
 *
 *   Express 4          regexp, keys (regexp.fast_slash)
 *   router 2.0 to 2.2  matchers, slash
 *   router 2.3         matchers, slash, rawPath
 */

type Path = string | RegExp;
export type Paths = Path | readonly Paths[];

export interface RouteLike {
  readonly path: Paths;
  readonly stack: readonly unknown[];
}

type Matcher = (path: string) => { readonly path: string; readonly params: object } | false;

export interface LayerLike {
  readonly handle: unknown;
  readonly name?: string;
  readonly route?: RouteLike;
  readonly rawPath?: Paths;
  readonly slash?: boolean;
  readonly matchers?: readonly Matcher[];
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}

export interface AppLike {
  readonly mountpath?: Paths;
  readonly parent?: AppLike;
}

/** A request that went through Express. */
export interface RoutedRequest extends IncomingMessage {
  readonly route?: RouteLike;
  readonly app?: AppLike;
  readonly baseUrl?: string;
}

/** The matched route, unless `request.route` is something else of that name. */
export function matchedRoute(request: RoutedRequest): RouteLike | undefined {
  const { route } = request;
  return typeof route === 'object' && route !== null && Array.isArray(route.stack)
    ? route
    : undefined;
}

export function appOf(request: RoutedRequest): AppLike | undefined {
  const { app } = request;
  return typeof app === 'function' ? app : undefined;
}

/**
 * The app that the server calls, where it calls one directly. It knows of apps that are mounted in ways that leave no trace
 * on them: `router.use(app)`, or a function that calls one.
 */
export function serverApp(request: RoutedRequest): AppLike | undefined {
  try {
    const { server } = request.socket as { server?: { listeners?(event: string): unknown[] } };
    return server?.listeners?.('request').find((listener) => stackOf(listener) !== undefined) as
      AppLike | undefined;
  } catch {
    return undefined;
  }
}

/** The layers of a router or an app, given as whatever a layer calls; undefined for a plain function. */
export function stackOf(handle: unknown): readonly LayerLike[] | undefined {
  if (typeof handle !== 'function') return undefined;
  const router = 'handle' in handle && 'set' in handle ? routerOf(handle) : handle;
  const stack = (router as { stack?: unknown } | undefined)?.stack;
  return Array.isArray(stack) ? stack : undefined;
}

function routerOf(app: object): unknown {
  // Express 4 has a getter `router` that throws, so it has to be told apart first.
  return 'lazyrouter' in app
    ? (app as { _router?: unknown })._router
    : (app as { router?: unknown }).router;
}

/** The path that Express matched against: the URL without its query, rewrites by middleware included. */
export function matchedPath(request: RoutedRequest): string {
  const { baseUrl } = request;
  const url = request.url ?? '/';
  const path = pathOf(url);
  return typeof baseUrl === 'string' && baseUrl !== '' ? baseUrl + path : path;
}

/** The path below the router that answered. */
export function innerPath(request: RoutedRequest): string {
  return pathOf(request.url ?? '/');
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  const target = query === -1 ? url : url.slice(0, query);
  if (target.startsWith('/')) return target;
  // Absolute form, as sent to proxies.
  const authority = target.indexOf('://');
  if (authority === -1) return target;
  const slash = target.indexOf('/', authority + 3);
  return slash === -1 ? '/' : target.slice(slash);
}
