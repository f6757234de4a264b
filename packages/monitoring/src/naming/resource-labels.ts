/**
 * Resource attributes that become labels of every series: the Prometheus OTLP receiver promotes these, the Collector's Prometheus
 * exporter and VictoriaMetrics make labels of all. A query may use them on any metric of ours.
 */
export const RESOURCE_ATTRIBUTES = [
  'service.name',
  'service.namespace',
  'service.version',
  'service.instance.id',
  'deployment.environment.name',
  'host.name',
  'container.id',
  'container.name',
  'cloud.provider',
  'cloud.region',
  'cloud.availability_zone',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.node.name',
  'k8s.pod.name',
  'k8s.deployment.name',
] as const;
