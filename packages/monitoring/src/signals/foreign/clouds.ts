import { foreignMetrics } from './foreign-metrics.ts';

/**
 * Metrics of clouds that the rows of the dashboard show: those of managed databases, which forecasts stand on. What else a cloud offers
 * is declared as `foreign` in the definition where it is needed. They are as documented, with the units
 * that our Collector gives them; nobody saw them without an account.
 */
export const cloudMetrics = [
  ...foreignMetrics(
    'awscloudwatch receiver',
    [
      ['amazonaws.com/AWS/RDS/CPUUtilization', 'gauge', '%'],
      ['amazonaws.com/AWS/RDS/DatabaseConnections', 'gauge', '{connection}'],
      ['amazonaws.com/AWS/RDS/FreeStorageSpace', 'gauge', 'By'],
      ['amazonaws.com/AWS/RDS/FreeableMemory', 'gauge', 'By'],
    ],
    ['Namespace', 'MetricName', 'DBInstanceIdentifier', 'stat'],
  ),
  ...foreignMetrics(
    'azuremonitor receiver',
    [
      ['azure_cpu_percent_average', 'gauge', '%'],
      ['azure_memory_percent_average', 'gauge', '%'],
      ['azure_storage_percent_average', 'gauge', '%'],
      ['azure_active_connections_average', 'gauge', '{count}'],
    ],
    ['azuremonitor.resource_id', 'location', 'name', 'resource_group', 'type'],
  ),
  ...foreignMetrics('googlecloudmonitoring receiver', [
    ['compute.googleapis.com/instance/cpu/utilization', 'gauge', '1'],
    ['cloudsql.googleapis.com/database/cpu/utilization', 'gauge', '1', 'database_id'],
    ['cloudsql.googleapis.com/database/disk/utilization', 'gauge', '1', 'database_id'],
  ]),
];
