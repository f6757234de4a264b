import { prometheusNamed } from './foreign-metrics.ts';

/** What Prometheus says about itself, 2.42 and 3.x alike. */
export const prometheusServerMetrics = prometheusNamed('Prometheus', [
  ['prometheus_build_info', 'gauge', 'version'],
  ['prometheus_config_last_reload_successful', 'gauge'],
  ['prometheus_notifications_dropped_total', 'counter'],
  ['prometheus_notifications_errors_total', 'counter', 'alertmanager'],
  ['prometheus_notifications_sent_total', 'counter', 'alertmanager'],
  ['prometheus_notifications_queue_length', 'gauge'],
  ['prometheus_notifications_queue_capacity', 'gauge'],
  ['prometheus_rule_evaluation_failures_total', 'counter', 'rule_group'],
  ['prometheus_rule_evaluations_total', 'counter', 'rule_group'],
  ['prometheus_rule_group_iterations_missed_total', 'counter', 'rule_group'],
  ['prometheus_rule_group_last_duration_seconds', 'gauge', 'rule_group'],
  ['prometheus_rule_group_interval_seconds', 'gauge', 'rule_group'],
  ['prometheus_tsdb_head_series', 'gauge'],
  ['prometheus_tsdb_head_samples_appended_total', 'counter', 'type'],
  ['prometheus_tsdb_out_of_order_samples_total', 'counter', 'type'],
  ['prometheus_tsdb_storage_blocks_bytes', 'gauge'],
  ['prometheus_target_scrapes_exceeded_sample_limit_total', 'counter'],
  ['scrape_duration_seconds', 'gauge'],
  ['scrape_samples_scraped', 'gauge'],
]);
