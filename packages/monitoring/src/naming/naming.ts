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

/**
 * `http.response.status_code` → `http_response_status_code`. Every way in does the same with every name that a catalog accepts; with
 * others, such as those with several dots in a row, they differ.
 */
export function storedLabel(attribute: string, ingest: Ingest = 'prometheus-otlp'): string {
  const replaced = attribute.replaceAll(/[^a-zA-Z0-9_]/gu, '_');
  const label = ingest === 'collector-scrape' ? replaced.replaceAll(/__+/g, '_') : replaced;
  if (/^\d/.test(label)) return `key_${label}`;
  return /^_(?!_)/.test(label) ? `key${label}` : label;
}
