import { appIndex, type AppIndex, type Chain } from './app-index.ts';
import { guessTemplate } from './guess-template.ts';
import { joinTemplates } from './join-templates.ts';
import { appsFromRoot, knownChildren, mountOf } from './mounted-apps.ts';
import { restOf } from './rest-of.ts';
import {
  type AppLike,
  appOf,
  innerPath,
  matchedPath,
  matchedRoute,
  type RoutedRequest,
  type RouteLike,
  serverApp,
} from './router-internals.ts';

/** What is known about one route: the answer if there can be only one, else where to look. */
interface Finding {
  readonly template: string | undefined;
  /** Empty for a route that no app shows. */
  readonly chains: readonly Chain[];
  readonly indexes: readonly AppIndex[];
  readonly versions: readonly number[];
}

const findings = new WeakMap<RouteLike, Finding>();

/**
 * The template of the route that matched, mounts included, as written in the code: `/api/:tenant/items/:item`.
 *
 * Found by looking for `request.route` among the layers of its app, which needs neither patches nor a look at any request
 * on its way, and remembered per route; only routes with several paths or several mounts look at the request's path, and
 * then only to choose. So the number of templates is bounded by the code.
 *
 * @param now - `performance.now()`, in milliseconds.
 * @returns undefined when no route matched.
 */
export function routeTemplate(request: RoutedRequest, now: number): string | undefined {
  const route = matchedRoute(request);
  if (route === undefined) return undefined;
  let finding = findings.get(route);
  if (finding === undefined || isStale(finding, now)) {
    finding = find(route, request, now);
    findings.set(route, finding);
  }
  return finding.template ?? choose(finding.chains, request, route);
}

function isStale(finding: Finding, now: number): boolean {
  for (let position = 0; position < finding.indexes.length; position++) {
    const index = finding.indexes[position] as AppIndex;
    index.refresh(now);
    if (index.version !== finding.versions[position]) return true;
  }
  return false;
}

function find(route: RouteLike, request: RoutedRequest, now: number): Finding {
  const app = appOf(request);
  const owner = app && ownerOf(route, app, now);
  const root = rootOf(request, app);
  const isReachable = root !== undefined && ownerOf(route, root, now) === root;
  // From the root, if it shows the route: an app that a router mounts does not know that it is mounted.
  const apps = isReachable ? [root] : appsFromRoot(owner ?? app);
  const above = apps.slice(1).map(mountOf);
  const indexes = apps.map(appIndex);
  const last = indexes.at(-1);
  const ways = last?.chainsOf(route) ?? [];
  const isWhole = isReachable || root === undefined || root === apps[0];
  const chains = isWhole ? ways.map((chain) => [...above, ...chain]) : [];
  const templates = chains[0]?.map((pattern) => pattern.template);
  const isFixed = chains.length === 1 && !templates?.includes(undefined);
  return {
    template: isFixed ? joinTemplates(templates as string[]) : undefined,
    chains,
    indexes,
    versions: indexes.map((index) => index.version),
  };
}

/** The outermost app that is known. */
function rootOf(request: RoutedRequest, app: AppLike | undefined): AppLike | undefined {
  const served = serverApp(request);
  return served === undefined ? undefined : (appsFromRoot(served)[0] ?? app);
}

/** The app that has the route: the request's, or one mounted in it that an error has already left. */
function ownerOf(route: RouteLike, app: AppLike, now: number, depth = 0): AppLike | undefined {
  const index = appIndex(app);
  // Not merely when due: this route was not there before.
  index.refresh(now, true);
  if (index.chainsOf(route) !== undefined) return app;
  if (depth > 8) return undefined;
  for (const child of knownChildren(app)) {
    const owner = ownerOf(route, child, now, depth + 1);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function choose(chains: readonly Chain[], request: RoutedRequest, route: RouteLike): string {
  const path = matchedPath(request);
  for (const chain of chains) {
    const template = templateFor(chain, path);
    if (template !== undefined) return template;
  }
  const [first] = chains;
  if (first === undefined)
    return guessTemplate(rootOf(request, undefined) ?? appOf(request), route, path);
  // Middleware rewrote the path, or the app was called by hand: the first way is as good as any, and bounded.
  const inner = innerPath(request);
  return joinTemplates(
    first.map((pattern) => pattern.template ?? pattern.match(inner)?.template ?? ''),
  );
}

function templateFor(chain: Chain, path: string): string | undefined {
  const parts: string[] = [];
  let rest = path;
  for (const pattern of chain) {
    const match = pattern.match(rest);
    if (match === undefined) return undefined;
    parts.push(match.template);
    rest = restOf(rest, match.taken);
  }
  return joinTemplates(parts);
}
