/** The images that compose and Kubernetes start: releases that the tests ran against where they could be had, never `latest`. */
export const IMAGES = {
  collector: 'otel/opentelemetry-collector-contrib:0.161.0',
  prometheus: 'prom/prometheus:v3.15.0',
  victoriaMetrics: 'victoriametrics/victoria-metrics:v1.145.0',
  vmalert: 'victoriametrics/vmalert:v1.145.0',
  alertmanager: 'prom/alertmanager:v0.34.2',
  loki: 'grafana/loki:3.7.0',
  tempo: 'grafana/tempo:2.9.0',
  grafana: 'grafana/grafana:13.2.3',
  blackbox: 'prom/blackbox-exporter:v0.28.0',
} as const;
