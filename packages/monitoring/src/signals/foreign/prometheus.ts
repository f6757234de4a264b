import type { ForeignMetric } from '../signal-index.ts';

const prometheus = (
  name: string,
  kind: ForeignMetric['kind'],
  attributes: readonly string[],
): ForeignMetric => ({
  name,
  kind,
  unit: '',
  attributes,
  source: 'Prometheus',
  isPrometheusName: true,
});

/** What Prometheus makes itself. */
export const prometheusMetrics: readonly ForeignMetric[] = [
  prometheus('up', 'gauge', ['job', 'instance']),
  prometheus('ALERTS', 'gauge', ['alertname', 'alertstate', 'severity', 'team', 'service_name']),
  prometheus('ALERTS_FOR_STATE', 'gauge', ['alertname', 'severity', 'team', 'service_name']),
  prometheus('target_info', 'gauge', ['job', 'instance', 'service_version']),
];
