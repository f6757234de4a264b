export type ExploreSource = 'prometheus' | 'loki' | 'tempo';

/**
 * The address of Grafana's Explore with a query, for the time range of the dashboard. Variables of Grafana in the query stay readable,
 * so that Grafana puts their values in; everything else is encoded.
 *
 * @param uid - Uid of the data source, or a variable: `${tempo}`.
 */
export function exploreUrl(source: ExploreSource, query: string, uid = `\${${source}}`): string {
  const datasource = { type: source, uid };
  const queries = {
    prometheus: { expr: query, range: true },
    loki: { expr: query, queryType: 'range' },
    tempo: { query, queryType: 'traceql', limit: 20 },
  };
  const pane = {
    datasource: uid,
    queries: [{ refId: 'A', datasource, ...queries[source] }],
    range: { from: '${__from}', to: '${__to}' },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeAround(JSON.stringify({ a: pane }))}`;
}

/** Percent-encodes all but `${variables}`. */
export function encodeAround(text: string): string {
  return text
    .split(/(\$\{[^}]+\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
}
