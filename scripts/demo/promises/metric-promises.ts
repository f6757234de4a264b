import type { TestMetric, TestPoint } from '@fluxora/telemetry-testing';
import { differs, type PromiseCheck } from './promise-check.ts';

/** Metrics count what the client counted. */
export const metricPromises: readonly PromiseCheck[] = [
  {
    promise: 'http.server.request.duration counts every request, streams and health checks apart',
    breaches: ({ sent, metric }) => {
      const measured = sent.filter(
        ({ planned }) => !planned.isIgnored && planned.behaviour.kind !== 'listen',
      );
      return differs('count', total(metric('http.server.request.duration')), measured.length);
    },
  },
  {
    promise: 'streams are measured apart, so that they do not spoil the latency',
    breaches: ({ sent, metric }) =>
      differs(
        'fluxora.http.server.stream.duration, count',
        total(metric('fluxora.http.server.stream.duration')),
        sent.filter(({ planned }) => planned.behaviour.kind === 'listen').length,
      ),
  },
  {
    promise: 'no request is active any more, and no stream open',
    breaches: ({ metric }) =>
      ['http.server.active_requests', 'forecast_api.streams.open'].flatMap((name) => [
        ...(metric(name) ? [] : [`${name} did not arrive`]),
        ...differs(name, total(metric(name)), 0),
      ]),
  },
  {
    promise: "the service's own counters agree with what the client saw of its cache",
    breaches: ({ sent, metric }) =>
      ['hit', 'miss'].flatMap((outcome) =>
        ['forecast_api.cache.lookups', 'forecast_api.forecasts.issued'].flatMap((name) =>
          differs(
            `${name}, ${outcome}`,
            total(
              metric(name),
              (point) => point.attributes['forecast_api.cache.outcome'] === outcome,
            ),
            sent.filter(({ cache }) => cache === outcome).length,
          ),
        ),
      ),
  },
  {
    promise: 'telemetry reports on itself: otel.sdk.* arrived, and nothing was dropped or trimmed',
    breaches: ({ metrics, metric }) => [
      ...(metrics.some(({ name }) => name.startsWith('otel.sdk.')) ? [] : ['no otel.sdk.* metric']),
      ...differs('fluxora.telemetry.dropped', total(metric('fluxora.telemetry.dropped')), 0),
    ],
  },
];

/** The sum of a counter, or how many values a histogram holds. */
function total(
  metric: TestMetric | undefined,
  isWanted: (point: TestPoint) => boolean = () => true,
): number {
  return (metric?.points ?? [])
    .filter(isWanted)
    .reduce((sum, { value, count }) => sum + (value ?? count ?? 0), 0);
}
