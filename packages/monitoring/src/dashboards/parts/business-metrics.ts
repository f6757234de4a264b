import { metricSignals, type Catalog, type MetricDeclaration } from '@fluxora/telemetry-core';
import type { Words } from '../../promql/words.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from './labels.ts';
import { graph, signedGraph, query } from './panels.ts';
import { createPhrases } from './phrases.ts';

/** More values of an attribute than this make no legible graph. */
const MOST_VALUES = 12;

/** A graph for every metric of a user's catalog, by what its kind makes sense of. */
export function metricPanels(catalog: Catalog, q: Words): readonly Panel[] {
  const metrics = metricSignals(catalog).filter(({ requirement }) => requirement !== 'opt_in');
  const width = metrics.length === 3 || metrics.length > 4 ? 8 : 12;
  return metrics.map((metric) => ({
    ...metricPanel(metric, legibleAttributes(metric, catalog), q),
    width,
  }));
}

function metricPanel(metric: MetricDeclaration, by: readonly string[], q: Words): Panel {
  const { increase, sum, max, quantile } = createPhrases(q);
  const name = by.length > 0 ? legend(q, ...by) : undefined;
  const shared = { title: titleOf(metric.name), unit: metric.unit };
  switch (metric.kind) {
    case 'counter':
    case 'observableCounter':
      return graph({
        ...shared,
        title: `${shared.title} per hour`,
        description: `${metric.description} Of the hour before each point.`,
        drawnAs: 'bars',
        isStacked: true,
        interval: '1h',
        queries: [query(increase(metric.name, { by, window: '1h' }), name)],
      });
    case 'histogram':
      return graph({
        ...shared,
        title: `${shared.title}, 95th percentile`,
        description: `${metric.description} What one of twenty exceeds.`,
        queries: [query(quantile(0.95, metric.name, { by }), name)],
      });
    case 'upDownCounter':
    case 'observableUpDownCounter':
      return graph({
        ...shared,
        description: `${metric.description} The sum over all instances.`,
        queries: [query(sum(metric.name, { by }), name)],
      });
    default:
      return signedGraph({
        ...shared,
        description: `${metric.description} The largest over all instances.`,
        queries: [query(max(metric.name, { by }), name)],
      });
  }
}

/** Attributes with few, declared values; a site or a customer would be a line each. */
function legibleAttributes(metric: MetricDeclaration, catalog: Catalog): readonly string[] {
  return Object.entries(metric.attributes ?? {})
    .filter(([name, requirement]) => {
      const attribute = catalog.attributes[name];
      const values = attribute !== undefined && 'values' in attribute ? attribute.values : [];
      return requirement !== 'opt_in' && values.length > 0 && values.length <= MOST_VALUES;
    })
    .map(([name]) => name);
}

/** `forecast_api.energy.forecast` → `Energy forecast`: the first word says whose it is. */
function titleOf(name: string): string {
  const words = name
    .split('.')
    .slice(name.includes('.') ? 1 : 0)
    .join(' ')
    .replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
