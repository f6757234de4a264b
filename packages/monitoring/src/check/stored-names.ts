import { HISTOGRAM_PARTS, storedLabel, storedName, type HistogramPart } from '../naming/naming.ts';
import { RESOURCE_ATTRIBUTES } from '../naming/resource-labels.ts';
import type { Plan, PlannedAlert } from '../plan.ts';
import { ALERT_SOURCES } from '../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../rules/slos/index.ts';
import type { RecordingRule } from '../rules/recording-source.ts';
import type { KnownMetric } from '../signals/signal-index.ts';

/** What a name in a query stands for. */
export type StoredSeries =
  | {
      readonly kind: 'metric';
      readonly metric: KnownMetric;
      readonly part: HistogramPart | undefined;
    }
  /** Several, where rules of different groups record the same name. */
  | { readonly kind: 'recorded'; readonly rules: readonly RecordingRule[] }
  /** What Prometheus keeps of alerts: `ALERTS`. */
  | {
      readonly kind: 'alerts';
      readonly alerts: readonly PlannedAlert[];
      /** Of all that there are, also those that this platform does not need. */
      readonly names: readonly string[];
    };

/** From the names in the store back to what was declared. */
export interface StoredNames {
  get(name: string): StoredSeries | undefined;
  /** Names that differ little, for advice. */
  similar(name: string): readonly string[];
}

/**
 * Every name that can be in the store.
 *
 * @param recording - What is recorded.
 */
export function createStoredNames(plan: Plan, recording: readonly RecordingRule[]): StoredNames {
  const names = new Map<string, StoredSeries>();
  const { ingest } = plan.monitoring.targets;
  for (const metric of plan.signals.all()) {
    const parts = metric.kind === 'histogram' ? HISTOGRAM_PARTS : [undefined];
    for (const part of parts) {
      const name = storedName(metric, ingest, part);
      if (!names.has(name)) names.set(name, { kind: 'metric', metric, part });
    }
  }
  for (const rule of recording) {
    const known = names.get(rule.record);
    const others = known?.kind === 'recorded' ? known.rules : [];
    names.set(rule.record, { kind: 'recorded', rules: [...others, rule] });
  }
  const alerts = plan.alerts.flatMap(({ rules }) => rules);
  const sources = [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...plan.monitoring.alerts];
  const series: StoredSeries = { kind: 'alerts', alerts, names: sources.map(({ name }) => name) };
  for (const name of ['ALERTS', 'ALERTS_FOR_STATE']) names.set(name, series);
  return {
    get: (name) => names.get(name),
    similar: (name) => similarNames(name, names.keys()),
  };
}

/** Given by what stands between a service and the store. */
const TRANSPORT_LABELS = ['job', 'instance', 'otel_scope_name', 'otel_scope_version'];

/** Labels that every series of ours has, beside its own. */
const RESOURCE_LABELS = [
  ...RESOURCE_ATTRIBUTES.map((attribute) => storedLabel(attribute)),
  ...TRANSPORT_LABELS,
];

/** Labels that series of a metric may have, with their values where the catalog closes them. */
export function labelsOfMetric(
  metric: KnownMetric,
  part: HistogramPart | undefined,
): [string, readonly string[] | undefined][] {
  const own = metric.attributes.map((attribute): [string, readonly string[] | undefined] => [
    storedLabel(attribute),
    metric.values[attribute],
  ]);
  const others = metric.isPrometheusName ? ['job', 'instance'] : RESOURCE_LABELS;
  return [
    ...others.map((label): [string, undefined] => [label, undefined]),
    ...own,
    ...(part === 'bucket' ? [['le', undefined] as [string, undefined]] : []),
  ];
}

/** Those that share most words, at most three. */
function similarNames(name: string, names: Iterable<string>): readonly string[] {
  const words = new Set(name.split(/[_:]/));
  return Array.from(names, (other) => {
    const others = other.split(/[_:]/);
    const shared = others.filter((word) => words.has(word)).length;
    return { other, share: shared / Math.max(words.size, others.length) };
  })
    .filter(({ share }) => share >= 0.5)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ other }) => other);
}
