import type { Catalog, MetricDeclaration, SignalDeclaration } from './catalog.ts';
import { isMetricKind } from './check-signals.ts';

/** Every signal of a catalog, in order of declaration. */
export function catalogSignals(catalog: Catalog): SignalDeclaration[] {
  return Object.values(catalog.signals);
}

/** The metrics among a catalog's signals, in order of declaration. */
export function metricSignals(catalog: Catalog): MetricDeclaration[] {
  return catalogSignals(catalog).filter(isMetric);
}

/** Whether a signal is a metric, of whichever kind. */
export function isMetric(signal: SignalDeclaration): signal is MetricDeclaration {
  return isMetricKind(signal.kind);
}
