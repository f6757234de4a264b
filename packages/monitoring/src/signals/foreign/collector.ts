import { prometheusNamed } from './foreign-metrics.ts';

const SIGNALS = ['spans', 'metric_points', 'log_records'] as const;

/**
 * What the Collector 0.161 says about itself, as Prometheus scrapes it from its port 8888 with the level `detailed`. Its resource is on
 * every series.
 */
export const collectorMetrics = prometheusNamed(
  'Collector',
  [
    ...SIGNALS.flatMap((signal) => [
      [`otelcol_receiver_accepted_${signal}_total`, 'counter', 'receiver transport'] as const,
      [`otelcol_receiver_refused_${signal}_total`, 'counter', 'receiver transport'] as const,
      [`otelcol_receiver_failed_${signal}_total`, 'counter', 'receiver transport'] as const,
      [`otelcol_exporter_sent_${signal}_total`, 'counter', 'exporter'] as const,
      [`otelcol_exporter_send_failed_${signal}_total`, 'counter', 'exporter'] as const,
      [`otelcol_exporter_enqueue_failed_${signal}_total`, 'counter', 'exporter'] as const,
    ]),
    ['otelcol_exporter_queue_size', 'gauge', 'exporter data_type'],
    ['otelcol_exporter_queue_capacity', 'gauge', 'exporter data_type'],
    ['otelcol_scraper_scraped_metric_points_total', 'counter', 'receiver scraper'],
    ['otelcol_scraper_errored_metric_points_total', 'counter', 'receiver scraper'],
    ['otelcol_processor_incoming_items_total', 'counter', 'processor otel_signal'],
    ['otelcol_processor_outgoing_items_total', 'counter', 'processor otel_signal'],
    [
      'otelcol_processor_tail_sampling_global_count_traces_sampled_total',
      'counter',
      'sampled decision',
    ],
    ['otelcol_processor_tail_sampling_sampling_traces_on_memory', 'gauge'],
    ['otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total', 'counter'],
    ['otelcol_process_uptime_seconds_total', 'counter'],
    ['otelcol_process_cpu_seconds_total', 'counter'],
    ['otelcol_process_memory_rss_bytes', 'gauge'],
  ],
  ['job', 'instance', 'service_name', 'service_instance_id', 'deployment_environment_name'],
);
