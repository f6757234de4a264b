import { foreignMetrics } from './foreign-metrics.ts';

/**
 * Metrics of clouds that the rows of the dashboard show: those of managed databases, which forecasts stand on. What else a cloud offers
 * is declared as `foreign` in the definition where it is needed. They are as documented; nobody saw them without an account.
 */
export const cloudMetrics = [
  ...foreignMetrics(
    'awscloudwatch receiver',
    [
      ['amazonaws.com/AWS/RDS/CPUUtilization', 'gauge', ''],
      ['amazonaws.com/AWS/RDS/DatabaseConnections', 'gauge', ''],
      ['amazonaws.com/AWS/RDS/FreeStorageSpace', 'gauge', ''],
      ['amazonaws.com/AWS/RDS/FreeableMemory', 'gauge', ''],
    ],
    ['Namespace', 'MetricName', 'DBInstanceIdentifier', 'stat'],
  ),
  ...foreignMetrics(
    'azuremonitor receiver',
    [
      ['azure_cpu_percent_average', 'gauge', 'Percent'],
      ['azure_memory_percent_average', 'gauge', 'Percent'],
      ['azure_storage_percent_average', 'gauge', 'Percent'],
      ['azure_active_connections_average', 'gauge', 'Count'],
    ],
    ['azuremonitor.resource_id', 'location', 'name', 'resource_group', 'type'],
  ),
  ...foreignMetrics('googlecloudmonitoring receiver', [
    ['compute.googleapis.com/instance/cpu/utilization', 'gauge', '10^2.%'],
    ['cloudsql.googleapis.com/database/cpu/utilization', 'gauge', '10^2.%', 'database_id'],
    ['cloudsql.googleapis.com/database/disk/utilization', 'gauge', '10^2.%', 'database_id'],
  ]),
];
