import { groupBy } from '../group-by.ts';
import type { TestPoint } from '@fluxora/telemetry-testing';
import { addBuckets, bucketQuantile } from '../bucket-quantile.ts';
import type { Evidence } from '../evidence.ts';
import { heading, indent, paint, textOf } from '../style.ts';
import { renderTable } from '../table.ts';

const COLUMNS = [
  { title: 'route' },
  { title: 'requests', align: 'right' },
  { title: 'errors', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p95', align: 'right' },
] as const;

/** Requests, errors and latency of every route, from the metrics that arrived. */
export function routesSection({ metric }: Evidence): string {
  const requests = rows(metric('http.server.request.duration')?.points ?? []);
  const streams = rows(metric('fluxora.http.server.stream.duration')?.points ?? []);
  const paintErrors = (line: string, index: number): string =>
    requests[index]?.[2] === '0' ? line : paint.bad(line);
  return [
    heading('Requests by route', 'http.server.request.duration, quantiles estimated from buckets'),
    indent(renderTable(COLUMNS, requests, paintErrors)),
    heading('Streams, measured apart', 'fluxora.http.server.stream.duration'),
    indent(
      renderTable(
        [{ title: 'route' }, { title: 'streams', align: 'right' }, ...COLUMNS.slice(2)],
        streams,
      ),
    ),
  ].join('\n');
}

function rows(points: readonly TestPoint[]): string[][] {
  return [...groupBy(points, routeOf)]
    .map(([route, series]) => ({ route, series, requests: countOf(series) }))
    .toSorted((a, b) => b.requests - a.requests)
    .map(({ route, series, requests }) => {
      const buckets = addBuckets(series.flatMap((point) => point.buckets ?? []));
      const failed = series.filter(({ attributes }) => attributes['error.type'] !== undefined);
      return [
        route,
        String(requests),
        String(countOf(failed)),
        duration(bucketQuantile(buckets, 0.5)),
        duration(bucketQuantile(buckets, 0.95)),
      ];
    });
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
