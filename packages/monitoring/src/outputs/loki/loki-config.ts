import type { Targets } from '../../define/targets.ts';
import { portOf } from '../port-of.ts';

/** Few values each, since every combination is a stream of its own. All else is structured metadata, which queries filter by as well. */
export const STREAM_LABELS = [
  'service.name',
  'service.namespace',
  'deployment.environment.name',
  'k8s.cluster.name',
  'k8s.namespace.name',
] as const;

/**
 * Loki in one process, with its data on a disk. The level is no stream label, as Loki advises: `severity_text`, `severity_number` and
 * `detected_level` are filtered by instead.
 */
export function lokiConfig({ retentionDays, addresses }: Targets): unknown {
  return {
    auth_enabled: false,
    server: { http_listen_port: portOf(addresses.loki), log_level: 'warn' },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: '/loki',
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2024-04-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    limits_config: {
      retention_period: `${retentionDays.logs * 24}h`,
      allow_structured_metadata: true,
      volume_enabled: true,
      discover_log_levels: true,
      otlp_config: {
        resource_attributes: {
          ignore_defaults: true,
          attributes_config: [{ action: 'index_label', attributes: STREAM_LABELS }],
        },
      },
      // What a Collector's queue holds after an outage is still taken.
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      ingestion_rate_mb: 16,
      ingestion_burst_size_mb: 32,
      max_line_size: '256KB',
      max_line_size_truncate: true,
      max_query_series: 2_000,
    },
    compactor: {
      working_directory: '/loki/compactor',
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    pattern_ingester: { enabled: true },
    ruler: {
      storage: { type: 'local', local: { directory: '/etc/loki/rules' } },
      rule_path: '/loki/rules-temp',
      alertmanager_url: `http://${addresses.alertmanager}`,
      enable_alertmanager_v2: true,
      enable_api: true,
      ring: { kvstore: { store: 'inmemory' } },
      evaluation_interval: '1m',
    },
    analytics: { reporting_enabled: false },
  };
}
