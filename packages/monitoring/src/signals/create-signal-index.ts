import { metricSignals, type Catalog, type MetricDeclaration } from '@fluxora/telemetry-core';
import type { ForeignMetric, KnownMetric, MetricShape, SignalIndex } from './signal-index.ts';

const SHAPES: Readonly<Record<MetricDeclaration['kind'], MetricShape>> = {
  counter: 'counter',
  observableCounter: 'counter',
  upDownCounter: 'upDownCounter',
  observableUpDownCounter: 'upDownCounter',
  gauge: 'gauge',
  observableGauge: 'gauge',
  histogram: 'histogram',
};

/** Later declarations of a name do not replace earlier ones: ours come first. */
export function createSignalIndex(
  catalogs: readonly Catalog[],
  foreign: readonly ForeignMetric[],
): SignalIndex {
  const metrics = new Map<string, KnownMetric>();
  const known = [
    ...catalogs.flatMap((catalog) =>
      metricSignals(catalog).map((signal) => fromCatalog(catalog, signal)),
    ),
    ...foreign.map(fromForeign),
  ];
  for (const metric of known) {
    if (!metrics.has(metric.name)) metrics.set(metric.name, metric);
  }
  const sorted = [...metrics.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    get: (name) => metrics.get(name),
    all: () => sorted,
    similar: (name) => similarNames(name, [...metrics.keys()]),
  };
}

function fromCatalog(catalog: Catalog, signal: MetricDeclaration): KnownMetric {
  const attributes = Object.keys(signal.attributes ?? {});
  return {
    name: signal.name,
    kind: SHAPES[signal.kind],
    unit: signal.unit,
    description: signal.description,
    attributes,
    buckets: signal.kind === 'histogram' ? signal.buckets : [],
    source: catalog.name,
    isPrometheusName: false,
    isOptIn: signal.requirement === 'opt_in',
    values: Object.fromEntries(
      attributes.flatMap((name) => {
        const declaration = catalog.attributes[name];
        return declaration !== undefined && 'values' in declaration
          ? [[name, declaration.values.map(String)]]
          : [];
      }),
    ),
  };
}

function fromForeign(metric: ForeignMetric): KnownMetric {
  return {
    ...metric,
    description: '',
    buckets: [],
    isPrometheusName: metric.isPrometheusName ?? false,
    isOptIn: false,
    values: {},
  };
}

/** Those that share most words, at most three. */
function similarNames(name: string, names: readonly string[]): readonly string[] {
  const words = new Set(name.split(/[._]/));
  const shared = (other: string): number => {
    const others = other.split(/[._]/);
    return others.filter((word) => words.has(word)).length / Math.max(words.size, others.length);
  };
  return names
    .map((other) => ({ other, share: shared(other) }))
    .filter(({ share }) => share >= 0.5)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ other }) => other);
}
