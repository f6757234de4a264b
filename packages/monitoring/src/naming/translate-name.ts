import type { KnownMetric } from '../signals/signal-index.ts';
import { unitWords } from './unit-suffix.ts';

type Named = Pick<KnownMetric, 'name' | 'kind' | 'unit'>;

/**
 * As prometheus/otlptranslator does it by default (`UnderscoreEscapingWithSuffixes`): in the OTLP receiver of Prometheus, and in the
 * Collector's exporter to Prometheus.
 */
export function translateForPrometheus(metric: Named): string {
  const words = metric.name.split(/[^a-zA-Z0-9:]+/).filter(Boolean);
  const { amount, per } = unitWords(metric.unit);
  const divisor = clean(`per_${per}`).replace(/_$/, '');
  const isDivided = per !== '' && divisor !== 'per' && !words.includes(divisor);
  const cleaned = clean(amount);
  if (cleaned !== '' && !words.includes(cleaned)) {
    // An underscore at the end stays where nothing follows.
    const last = isDivided ? cleaned.replace(/_$/, '') : cleaned;
    if (last !== '') words.push(last);
  }
  if (isDivided) words.push(divisor);
  const last = kindWord(metric);
  return join(last ? [...words.filter((word) => word !== last), last] : words);
}

/**
 * As VictoriaMetrics does it with `-opentelemetry.usePrometheusNaming`: characters of the name are replaced one by one, those of the
 * unit not, a unit after the slash is left out when its word alone is in the name, and a kind that is
 * said twice stays once more.
 */
export function translateForVictoriaMetrics(metric: Named): string {
  const words = metric.name.split(/[^a-zA-Z0-9:]/);
  const { amount, per } = unitWords(metric.unit);
  if (amount !== '' && !words.includes(amount)) words.push(amount);
  if (per !== '' && !words.includes(per)) words.push('per', per);
  const last = kindWord(metric);
  const at = last ? words.indexOf(last) : -1;
  return join([...(at < 0 ? words : words.toSpliced(at, 1)), ...(last ? [last] : [])]);
}

/** What is said of the kind stands at the end, also when the name says it already. */
function kindWord({ kind, unit }: Named): string | undefined {
  if (kind === 'counter') return 'total';
  return kind === 'gauge' && unit === '1' ? 'ratio' : undefined;
}

function join(words: readonly string[]): string {
  const name = words.join('_');
  return /^\d/.test(name) ? `_${name}` : name;
}

function clean(unit: string): string {
  return unit.replaceAll(/[^a-zA-Z0-9:]+/g, '_').replace(/^_/, '');
}
