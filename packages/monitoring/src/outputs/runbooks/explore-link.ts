/**
 * The address of Grafana's Explore with a query over the last six hours. Also what Markdown would take for the end of a link is
 * encoded.
 */
export function exploreLink(grafanaUrl: string, expr: string): string {
  const datasource = { type: 'prometheus', uid: 'prometheus' };
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, expr, range: true }],
    range: { from: 'now-6h', to: 'now' },
  };
  const panes = encodeURIComponent(JSON.stringify({ a: pane }))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `${grafanaUrl}/explore?schemaVersion=1&orgId=1&panes=${panes}`;
}
