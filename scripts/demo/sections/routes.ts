import { groupBy } from '../group-by.ts';
import type { TestPoint } from '@fluxora/telemetry-testing';
import { addBuckets, bucketQuantile } from '../bucket-quantile.ts';
import type { Evidence } from '../evidence.ts';
import { heading, indent, paint, textOf } from '../style.ts';
import { renderTable } from '../table.ts';

/** Requests, errors and latency of every route, from the metrics that arrived. */
export function routesSection({ metric }: Evidence): string {
  const requests = metric('http.server.request.duration')?.points ?? [];
  const streams = metric('fluxora.http.server.stream.duration')?.points ?? [];
  return [
    heading('Requests by route', 'http.server.request.duration, quantiles estimated from buckets'),
    indent(routeTable(requests, 'requests', 'errors', (type) => type !== undefined)),
    heading('Streams, measured apart', 'fluxora.http.server.stream.duration, likewise'),
    indent(routeTable(streams, 'streams', 'client left', (type) => type === 'client_disconnect')),
  ].join('\n');
}

function routeTable(
  points: readonly TestPoint[],
  what: string,
  marked: string,
  isMarked: (errorType: unknown) => boolean,
): string {
  const routes = [...groupBy(points, routeOf)]
    .map(([route, series]) => ({
      route,
      count: countOf(series),
      marked: countOf(series.filter(({ attributes }) => isMarked(attributes['error.type']))),
      buckets: addBuckets(series.flatMap(({ buckets }) => buckets ?? [])),
    }))
    .toSorted((a, b) => b.count - a.count);
  return renderTable(
    [
      { title: 'route' },
      { title: what, align: 'right' },
      { title: marked, align: 'right' },
      { title: 'p50', align: 'right' },
      { title: 'p95', align: 'right' },
    ],
    routes.map((row) => [
      row.route,
      String(row.count),
      String(row.marked),
      duration(bucketQuantile(row.buckets, 0.5)),
      duration(bucketQuantile(row.buckets, 0.95)),
    ]),
    (line, index) => (marked === 'errors' && routes[index]?.marked ? paint.bad(line) : line),
  );
}

function routeOf({ attributes }: TestPoint): string {
  return `${textOf(attributes['http.request.method'])} ${textOf(attributes['http.route'] ?? '(no route)')}`;
}

function countOf(series: readonly TestPoint[]): number {
  return series.reduce((sum, { count = 0 }) => sum + count, 0);
}

function duration(seconds: number): string {
  if (Number.isNaN(seconds)) return '–';
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}
