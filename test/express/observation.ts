import type { TestMetric, TestSpan } from '@fluxora/telemetry-testing';
import type { TruthRow } from './truth-table.ts';

/** What telemetry says about one request, in the form of {@link truthOf}. */
export function observationOf(span: TestSpan, metrics: readonly TestMetric[]): object {
  const { attributes } = span;
  return {
    span: defined({
      kind: span.kind,
      name: span.name,
      route: attributes['http.route'],
      source: attributes['fluxora.http.route.source'],
      status: attributes['http.response.status_code'],
      errorType: attributes['error.type'],
      spanStatus: span.status.code,
      method: attributes['http.request.method'],
      methodOriginal: attributes['http.request.method_original'],
      stream: attributes['fluxora.http.server.stream.kind'],
    }),
    exceptions: span.events.map((event) => event.attributes['exception.type']),
    durations: pointsOf(metrics, 'http.server.request.duration'),
    streams: pointsOf(metrics, 'fluxora.http.server.stream.duration'),
  };
}

/** What it has to say. */
export function truthOf(row: TruthRow): object {
  const { name, route, source, errorType, methodOriginal, stream, method = 'GET' } = row;
  const status = 'status' in row ? row.status : 200;
  const attributes = defined({
    'http.request.method': method,
    'url.scheme': 'http',
    'http.route': route,
    'error.type': errorType,
  });
  const duration = defined({
    ...attributes,
    'http.response.status_code': status,
    'network.protocol.version': '1.1',
  });
  return {
    span: defined({
      kind: 'server',
      name,
      route,
      source,
      status,
      errorType,
      spanStatus: row.spanStatus ?? 'unset',
      method,
      methodOriginal,
      stream,
    }),
    exceptions: row.exceptions ?? [],
    durations: stream ? [] : [{ count: 1, attributes: duration }],
    streams: stream
      ? [{ count: 1, attributes: { ...attributes, 'fluxora.http.server.stream.kind': stream } }]
      : [],
  };
}

/** The only span there is; throws while there is another number of them. */
export function onlySpan(spans: readonly TestSpan[]): TestSpan {
  const [span, ...others] = spans;
  if (!span || others.length > 0) throw new Error(`${spans.length} spans`);
  return span;
}

function pointsOf(metrics: readonly TestMetric[], name: string): object[] {
  const points = metrics.find((metric) => metric.name === name)?.points ?? [];
  return points.map(({ count, attributes }) => ({ count, attributes }));
}

function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
