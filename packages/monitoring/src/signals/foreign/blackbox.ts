import type { ForeignMetric } from '../signal-index.ts';

/** Labels that the generated targets give to every probe. */
const LABELS = ['instance', 'job', 'module', 'service_name', 'team', 'probe_route'];

const gauge = (name: string): ForeignMetric => ({
  name,
  kind: 'gauge',
  unit: '',
  attributes: LABELS,
  source: 'blackbox exporter',
  isPrometheusName: true,
});

/** What the blackbox exporter says of a probe. */
export const blackboxMetrics: readonly ForeignMetric[] = [
  gauge('probe_success'),
  gauge('probe_duration_seconds'),
  gauge('probe_http_status_code'),
];
