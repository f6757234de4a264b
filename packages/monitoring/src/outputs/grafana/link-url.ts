import type { Dashboard, PanelLink } from '../../dashboards/dashboard-source.ts';
import { encodeAround, exploreUrl } from './explore-url.ts';
import type { DataLinkJson } from './grafana-json.ts';

/** Dashboards that have been planned, by name: where links may lead. */
export type Targets = ReadonlyMap<string, Dashboard>;

export interface ParsedLink {
  readonly kind: 'dashboard' | 'traces' | 'logs' | 'url';
  /** Name of the dashboard, query, or URL. */
  readonly target: string;
  /** Of a dashboard: variable → value. */
  readonly variables: Readonly<Record<string, string>>;
}

/** `dashboard:service?service=api` → its parts. */
export function parseLink(to: string): ParsedLink {
  const [, kind, rest = ''] = /^(dashboard|traces|logs):(.*)$/s.exec(to) ?? [];
  if (kind === undefined) return { kind: 'url', target: to, variables: {} };
  if (kind !== 'dashboard') return { kind: kind as 'traces' | 'logs', target: rest, variables: {} };
  const [target = '', query = ''] = rest.split('?', 2);
  const variables = Object.fromEntries(
    query
      .split('&')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return { kind, target, variables };
}

/** A link of a value. Variables that both dashboards have and the link does not set go along. */
export function dataLink(link: PanelLink, from: Dashboard, targets: Targets): DataLinkJson {
  const { kind, target, variables } = parseLink(link.to);
  const url = {
    dashboard: () => dashboardUrl(target, variables, shared(from, targets.get(target), variables)),
    traces: () => exploreUrl('tempo', target),
    logs: () => exploreUrl('loki', target),
    url: () => target,
  }[kind]();
  return { title: link.title, url, targetBlank: kind !== 'dashboard' };
}

function dashboardUrl(
  name: string,
  variables: Readonly<Record<string, string>>,
  sharedVariables: readonly string[],
): string {
  const set = Object.entries(variables).map(
    ([variable, value]) => `var-${variable}=${encodeAround(value)}`,
  );
  const along = sharedVariables.map((variable) => `\${${variable}:queryparam}`);
  return `/d/fluxora-${name}?${[...set, ...along, '${__url_time_range}'].join('&')}`;
}

function shared(
  from: Dashboard,
  to: Dashboard | undefined,
  set: Readonly<Record<string, string>>,
): readonly string[] {
  const known = new Set(to?.variables.map(({ name }) => name));
  return from.variables.map(({ name }) => name).filter((name) => known.has(name) && !(name in set));
}
