import type { Monitoring } from '../define/monitoring.ts';
import type { Service } from '../define/service.ts';

/**
 * What a service needs to know of its surroundings, whatever starts it.
 *
 * @param endpoint - Where its Collector takes OTLP over HTTP.
 * @param more - Further resource attributes.
 */
export function serviceEnvironment(
  { name: platform, targets }: Monitoring,
  { name }: Service,
  endpoint: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const attributes = {
    'service.namespace': platform,
    'deployment.environment.name': targets.environment,
    ...more,
  };
  return {
    NODE_ENV: 'production',
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_METRIC_EXPORT_INTERVAL: String(targets.intervals.exportSeconds * 1_000),
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  };
}

/** Longer than a drain takes by default (25 s), so that nobody is killed before the last request and the last export. */
export const GRACE_SECONDS = 30;
