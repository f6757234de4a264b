import type { ForeignMetric } from '../signal-index.ts';
import { blackboxMetrics } from './blackbox.ts';
import { prometheusMetrics } from './prometheus.ts';
import { alertmanagerMetrics } from './alertmanager.ts';
import { cloudMetrics } from './clouds.ts';
import { collectorMetrics } from './collector.ts';
import { dockerMetrics } from './docker.ts';
import { hostMetrics } from './host-metrics.ts';
import { otelSdkMetrics } from './otel-sdk.ts';
import { postgresqlMetrics } from './postgresql.ts';
import { prometheusServerMetrics } from './prometheus-server.ts';
import { redisMetrics } from './redis.ts';
import { kubeletMetrics, kubernetesClusterMetrics } from './kubernetes.ts';

/** Metrics of programs that are not ours, which queries may name. One file per program. */
export const FOREIGN_METRICS: readonly ForeignMetric[] = [
  ...prometheusMetrics,
  ...blackboxMetrics,
  ...alertmanagerMetrics,
  ...cloudMetrics,
  ...collectorMetrics,
  ...dockerMetrics,
  ...hostMetrics,
  ...otelSdkMetrics,
  ...postgresqlMetrics,
  ...prometheusServerMetrics,
  ...redisMetrics,
  ...kubeletMetrics,
  ...kubernetesClusterMetrics,
];
