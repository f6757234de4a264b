import type { ForeignMetric } from '../signal-index.ts';
import { blackboxMetrics } from './blackbox.ts';
import { prometheusMetrics } from './prometheus.ts';

/** Metrics of programs that are not ours, which queries may name. One file per program. */
export const FOREIGN_METRICS: readonly ForeignMetric[] = [...prometheusMetrics, ...blackboxMetrics];
