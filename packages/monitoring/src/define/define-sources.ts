import type { DashboardSource } from '../dashboards/dashboard-source.ts';
import type { AlertSource } from '../rules/alert-source.ts';
import type { RecordingSource } from '../rules/recording-source.ts';
import type { ForeignMetric } from '../signals/signal-index.ts';

/**
 * An alert of your own, with its runbook and its tests, for `alerts` of the definition. Returns what it gets: it is there for the
 * types, so that an editor knows what belongs into one.
 *
 * @example
 * const priceFeedSilent = defineAlert({
 *   name: 'PriceFeedSilent',
 *   area: 'market',
 *   severity: 'page',
 *   for: '15m',
 *   labels: ['service.name'],
 *   summary: 'No prices at {{ $labels.service_name }}',
 *   description: 'No price has arrived for 15 minutes.',
 *   dashboard: 'business',
 *   runbook: { … },
 *   expr: ({ q, scope }) =>
 *     `sum by (${q.byService()}) (increase(${q.metric('market.prices')}{${scope.selector}}[15m])) == 0`,
 *   tests: ({ q }) => [ … ],
 * });
 */
export function defineAlert(alert: AlertSource): AlertSource {
  return alert;
}

/**
 * A group of recording rules of your own, for `recording` of the definition. Returns what it gets.
 *
 * @example
 * const prices = defineRecording({
 *   name: 'prices',
 *   rules: ({ q }) => [
 *     {
 *       record: 'service:market_prices:rate5m',
 *       expr: `sum by (${q.byService()}) (rate(${q.metric('market.prices')}[5m]))`,
 *       unit: '{price}/s',
 *     },
 *   ],
 * });
 */
export function defineRecording(recording: RecordingSource): RecordingSource {
  return recording;
}

/** A dashboard of your own, for `dashboards` of the definition. Returns what it gets. */
export function defineDashboard(dashboard: DashboardSource): DashboardSource {
  return dashboard;
}

/** Metrics of programs that are not yours, for `foreign` of the definition, so that queries may name them. Returns what it gets. */
export function defineForeignMetrics(
  ...metrics: readonly ForeignMetric[]
): readonly ForeignMetric[] {
  return metrics;
}
