import { differs, type PromiseCheck } from './promise-check.ts';
import { total } from './total.ts';

/** Metrics count what the client counted. */
export const metricPromises: readonly PromiseCheck[] = [
  {
    promise: 'http.server.request.duration counts every request, streams and health checks apart',
    breaches: ({ sent, metric, worker }) => {
      const measured = sent.filter(
        ({ planned }) => !planned.isIgnored && planned.behaviour.kind !== 'listen',
      );
      return differs(
        'count',
        total(metric('http.server.request.duration')),
        measured.length + (worker.books?.apiRequests ?? 0),
      );
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
    promise: "the service's own counter agrees with what the client got",
    breaches: ({ sent, metric }) =>
      ['hit', 'miss'].flatMap((outcome) =>
        differs(
          `forecast_api.forecasts.issued, ${outcome}`,
          total(
            metric('forecast_api.forecasts.issued'),
            (point) => point.attributes['forecast_api.cache.outcome'] === outcome,
          ),
          sent.filter(({ cache }) => cache === outcome).length,
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
