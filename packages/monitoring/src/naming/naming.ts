import type { Ingest } from '../define/targets.ts';
import type { KnownMetric } from '../signals/signal-index.ts';
import { translateForPrometheus, translateForVictoriaMetrics } from './translate-name.ts';

/** The three series that a histogram becomes. */
export type HistogramPart = 'bucket' | 'sum' | 'count';

export const HISTOGRAM_PARTS: readonly HistogramPart[] = ['bucket', 'sum', 'count'];

const TRANSLATIONS = {
  'prometheus-otlp': translateForPrometheus,
  'collector-scrape': translateForPrometheus,
  'victoria-metrics': translateForVictoriaMetrics,
} as const satisfies Record<Ingest, unknown>;

/**
 * What a metric is called where it is stored.
 *
 * @param part - For histograms; others have none.
 */
export function storedName(
  metric: Pick<KnownMetric, 'name' | 'kind' | 'unit' | 'isPrometheusName'>,
  ingest: Ingest,
  part?: HistogramPart,
): string {
  const base = metric.isPrometheusName ? metric.name : TRANSLATIONS[ingest](metric);
  return part === undefined ? base : `${base}_${part}`;
}

/** `http.response.status_code` → `http_response_status_code`. The same on every way in, for every name that a catalog accepts. */
export function storedLabel(attribute: string): string {
  const label = attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  if (/^\d/.test(label)) return `key_${label}`;
  return /^_(?!_)/.test(label) ? `key${label}` : label;
}
