import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** What V8's profiler returns. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface Cost {
  selfUs: number;
  /** With everything it calls; a recursive function counts once. */
  totalUs: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TOP = 45;
/** The profiler's own start and stop. */
const PROFILER = 'node:inspector';

/** A profile as Markdown: microseconds per request by package, then by function, mapped to sources. */
export function toProfileTables(profile: Profile, requests: number): string {
  const functions = new Map<string, Cost>();
  const packages = new Map<string, Cost>();
  const selfUs = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    selfUs.set(id, (selfUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const walk = (id: number, above: readonly string[], packagesAbove: readonly string[]): number => {
    const node = nodes.get(id) as ProfileNode;
    const name = describe(node);
    const owner = packageOf(node);
    const own = selfUs.get(id) ?? 0;
    let total = own;
    for (const child of node.children ?? []) {
      total += walk(child, [...above, name], [...packagesAbove, owner]);
    }
    add(functions, name, own, above.includes(name) ? 0 : total);
    add(packages, owner, own, packagesAbove.includes(owner) ? 0 : total);
    return total;
  };
  walk((profile.nodes[0] as ProfileNode).id, [], []);
  for (const notWork of ['(root)', '(idle)', PROFILER]) {
    packages.delete(notWork);
    functions.delete(notWork);
  }
  const ours = new Map([...functions].filter(([name]) => /\((src|packages)\//.test(name)));
  return [
    toTable('package', packages, requests, 30, (cost) => cost.selfUs),
    toTable('function, by self time', functions, requests, TOP, (cost) => cost.selfUs),
    toTable('ours, by total time', ours, requests, TOP, (cost) => cost.totalUs),
  ].join('\n\n');
}

function add(costs: Map<string, Cost>, key: string, self: number, total: number): void {
  const cost = costs.get(key) ?? { selfUs: 0, totalUs: 0 };
  cost.selfUs += self;
  cost.totalUs += total;
  costs.set(key, cost);
}

function toTable(
  title: string,
  costs: ReadonlyMap<string, Cost>,
  requests: number,
  top: number,
  by: (cost: Cost) => number,
): string {
  const rows = [...costs].toSorted((a, b) => by(b[1]) - by(a[1])).slice(0, top);
  const perRequest = (us: number) => (us / requests).toFixed(2);
  return [
    `| ${title} | self µs/request | total µs/request |`,
    '| --- | ---: | ---: |',
    ...rows.map(
      ([name, cost]) => `| ${name} | ${perRequest(cost.selfUs)} | ${perRequest(cost.totalUs)} |`,
    ),
  ].join('\n');
}

function packageOf({ callFrame: { url, functionName } }: ProfileNode): string {
  if (url === PROFILER) return PROFILER;
  if (url.startsWith('node:')) return 'node';
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  return installed?.[1] ?? /\/(packages\/\w+|src|bench|dist)\//.exec(url)?.[1] ?? url;
}

function describe({ callFrame }: ProfileNode): string {
  const { url, lineNumber, columnNumber } = callFrame;
  if (url === PROFILER) return PROFILER;
  const name = callFrame.functionName || '(anonymous)';
  if (url === '' || url.startsWith('node:'))
    return url === '' ? name : `${name} (${url}:${lineNumber + 1})`;
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  const entry = sourceMapOf(path)?.findEntry(lineNumber, columnNumber);
  if (entry && 'originalSource' in entry) {
    const source = new URL(entry.originalSource, `file://${path}`);
    return `${name} (${relative(ROOT, fileURLToPath(source))}:${entry.originalLine + 1})`;
  }
  return `${name} (${relative(ROOT, path)}:${lineNumber + 1})`;
}

const sourceMaps = new Map<string, SourceMap | undefined>();

function sourceMapOf(path: string): SourceMap | undefined {
  if (!sourceMaps.has(path)) {
    const map = `${path}.map`;
    const wanted = !path.includes('node_modules') && existsSync(map);
    sourceMaps.set(path, wanted ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined);
  }
  return sourceMaps.get(path);
}
