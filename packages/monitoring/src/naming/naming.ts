import type { Ingest } from '../define/targets.ts';
import type { KnownMetric } from '../signals/signal-index.ts';
import { unitSuffix } from './unit-suffix.ts';

/** The three series that a histogram becomes. */
export type HistogramPart = 'bucket' | 'sum' | 'count';

/**
 * What a metric is called where it is stored.
 *
 * @param part - For histograms; others have none.
 */
export function storedName(metric: KnownMetric, ingest: Ingest, part?: HistogramPart): string {
  const base = metric.isPrometheusName ? metric.name : translated(metric, ingest);
  return part === undefined ? base : `${base}_${part}`;
}

/** `http.response.status_code` → `http_response_status_code`. */
export function storedLabel(attribute: string): string {
  const label = attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^\d/.test(label) ? `key_${label}` : label;
}

/** After prometheus/otlptranslator, `UnderscoreEscapingWithSuffixes`, which all three ways in follow by default. */
function translated({ name, kind, unit }: KnownMetric, _ingest: Ingest): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter(Boolean);
  const suffix = unitSuffix(unit);
  for (const word of suffix.split('_').filter(Boolean)) {
    if (!words.includes(word)) words.push(word);
  }
  if (kind === 'counter') return [...words.filter((word) => word !== 'total'), 'total'].join('_');
  if (kind === 'gauge' && unit === '1') {
    return [...words.filter((word) => word !== 'ratio'), 'ratio'].join('_');
  }
  return words.join('_');
}
