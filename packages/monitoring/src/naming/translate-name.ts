import type { KnownMetric } from '../signals/signal-index.ts';
import { unitWords, type UnitWords } from './unit-suffix.ts';

type Named = Pick<KnownMetric, 'name' | 'kind' | 'unit'>;

/**
 * As prometheus/otlptranslator does it by default (`UnderscoreEscapingWithSuffixes`): in the OTLP receiver of Prometheus, and in the
 * Collector's exporter to Prometheus.
 */
export function translateForPrometheus(metric: Named): string {
  const words = metric.name.split(/[^a-zA-Z0-9:]+/).filter(Boolean);
  const { amount, per } = cleanWords(unitWords(metric.unit));
  const parts = [amount, per === '' ? '' : `per_${per}`];
  for (const part of parts) if (part !== '' && !words.includes(part)) words.push(part);
  return finish(words, metric);
}

/**
 * As VictoriaMetrics does it with `-opentelemetry.usePrometheusNaming`: characters of the name are replaced, those of the unit are
 * not, and a unit after the slash is left out when its word alone is in the name.
 */
export function translateForVictoriaMetrics(metric: Named): string {
  const words = metric.name.split(/[^a-zA-Z0-9:]+/).filter(Boolean);
  const { amount, per } = unitWords(metric.unit);
  if (amount !== '' && !words.includes(amount)) words.push(amount);
  if (per !== '' && !words.includes(per)) words.push('per', per);
  return finish(words, metric);
}

/** What is said of the kind goes to the end, also when the name says it already. */
function finish(words: readonly string[], { kind, unit }: Named): string {
  const last = kind === 'counter' ? 'total' : kind === 'gauge' && unit === '1' ? 'ratio' : '';
  const all = last === '' ? words : [...words.filter((word) => word !== last), last];
  const name = all.join('_');
  return /^\d/.test(name) ? `_${name}` : name;
}

function cleanWords({ amount, per }: UnitWords): UnitWords {
  return { amount: clean(amount), per: clean(per) };
}

function clean(unit: string): string {
  return unit.replaceAll(/[^a-zA-Z0-9:]+/g, '_').replaceAll(/^_+|_+$/g, '');
}
