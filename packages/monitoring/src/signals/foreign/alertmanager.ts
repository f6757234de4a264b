import { prometheusNamed } from './foreign-metrics.ts';

/** What Alertmanager says about itself. */
export const alertmanagerMetrics = prometheusNamed('Alertmanager', [
  ['alertmanager_alerts', 'gauge', 'state'],
  ['alertmanager_notifications_total', 'counter', 'integration'],
  ['alertmanager_notifications_failed_total', 'counter', 'integration reason'],
  ['alertmanager_notifications_suppressed_total', 'counter', 'reason'],
  ['alertmanager_silences', 'gauge', 'state'],
  ['alertmanager_config_last_reload_successful', 'gauge'],
]);
