import { env } from './environment.ts';
import type { Components } from './collector-parts.ts';

/** Where the Collector keeps what must outlive it: queues, and how far it read files. */
export const extensions: Components = {
  health_check: { endpoint: env('COLLECTOR_HEALTH', '0.0.0.0:13133') },
  file_storage: {
    directory: env('COLLECTOR_STORAGE', '/var/lib/otelcol'),
    create_directory: true,
    // A file that a power cut broke is put aside, and not a reason to never start again.
    recreate: true,
    compaction: {
      on_start: true,
      on_rebound: true,
      directory: env('COLLECTOR_STORAGE', '/var/lib/otelcol'),
    },
  },
};

/** What the Collector says about itself: metrics to be scraped, and its log as JSON. */
export function ownTelemetry(role: string, environment: string): unknown {
  return {
    resource: {
      attributes: [
        { name: 'service.name', value: role },
        {
          name: 'deployment.environment.name',
          value: env('DEPLOYMENT_ENVIRONMENT', environment),
        },
      ],
    },
    logs: { level: env('COLLECTOR_LOG_LEVEL', 'info'), encoding: 'json' },
    metrics: {
      level: 'detailed',
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                host: env('COLLECTOR_METRICS_HOST', '0.0.0.0'),
                port: env('COLLECTOR_METRICS_PORT', 8_888),
                // Without these the names lack their units and `_total`, and nothing says whose they are.
                without_type_suffix: false,
                without_units: false,
                without_scope_info: true,
                with_resource_constant_labels: {
                  included: ['service.name', 'service.instance.id', 'deployment.environment.name'],
                },
              },
            },
          },
        },
      ],
    },
  };
}
