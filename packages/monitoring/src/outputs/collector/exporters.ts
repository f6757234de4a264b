import type { Ingest, Targets } from '../../define/targets.ts';
import { portOf } from '../port-of.ts';
import type { Components } from './collector-parts.ts';
import { env } from './environment.ts';

/**
 * Waits on disk for a store that is away, over restarts, and batches on its way out of the queue: what a batch processor holds in memory
 * would be lost.
 */
const QUEUE = {
  retry_on_failure: {
    enabled: true,
    initial_interval: env('COLLECTOR_RETRY_INITIAL', '1s'),
    max_interval: env('COLLECTOR_RETRY_MAX', '30s'),
    max_elapsed_time: env('COLLECTOR_RETRY_GIVE_UP', '24h'),
  },
  sending_queue: {
    enabled: true,
    storage: 'file_storage',
    sizer: 'items',
    queue_size: env('COLLECTOR_QUEUE_ITEMS', 1_000_000),
    num_consumers: 4,
    batch: {
      flush_timeout: env('COLLECTOR_BATCH_TIMEOUT', '1s'),
      min_size: 2_000,
      max_size: 10_000,
    },
  },
};

/** Where traces go at last. */
export function traceExporter({ addresses }: Targets): Components {
  return {
    'otlp_grpc/tempo': {
      endpoint: env('TEMPO_ENDPOINT', addresses.tempo),
      tls: { insecure: env('TEMPO_INSECURE', 'true') },
      ...QUEUE,
    },
  };
}

/** Where records go at last. */
export function logExporter({ addresses }: Targets): Components {
  return {
    'otlp_http/loki': {
      logs_endpoint: env('LOKI_OTLP_URL', `http://${addresses.loki}/otlp/v1/logs`),
      headers: { 'X-Scope-OrgID': env('LOKI_TENANT', 'fluxora') },
      ...QUEUE,
    },
  };
}

const METRIC_EXPORTERS: Readonly<Record<Ingest, (targets: Targets) => Components>> = {
  'prometheus-otlp': ({ addresses }) => ({
    'otlp_http/prometheus': {
      metrics_endpoint: env(
        'PROMETHEUS_OTLP_URL',
        `http://${addresses.prometheus}/api/v1/otlp/v1/metrics`,
      ),
      ...QUEUE,
    },
  }),
  'collector-scrape': ({ intervals, addresses }) => ({
    prometheus: {
      endpoint: env(
        'PROMETHEUS_EXPORTER_ENDPOINT',
        `0.0.0.0:${portOf(addresses.collectorExporter)}`,
      ),
      // As Prometheus names what it gets by OTLP, so that one set of queries serves both ways; every resource attribute is a label.
      translation_strategy: 'UnderscoreEscapingWithSuffixes',
      resource_constant_labels: { included: ['*'] },
      without_scope_info: true,
      enable_open_metrics: true,
      // A replica that went away is shown until then: after three exports that it missed.
      metric_expiration: env('PROMETHEUS_EXPORTER_EXPIRATION', `${intervals.exportSeconds * 3}s`),
    },
  }),
  'victoria-metrics': ({ addresses }) => ({
    'otlp_http/victoria-metrics': {
      metrics_endpoint: env(
        'VICTORIA_METRICS_OTLP_URL',
        `http://${addresses.victoriaMetrics}/opentelemetry/v1/metrics`,
      ),
      ...QUEUE,
    },
  }),
};

/** Where metrics go at last, or wait to be scraped. */
export function metricExporter(targets: Targets): Components {
  return METRIC_EXPORTERS[targets.ingest](targets);
}

/** Gateways, any of them: for metrics and records. */
export function gatewayExporter(): Components {
  return {
    'otlp_grpc/gateway': {
      endpoint: env('GATEWAY_ENDPOINT', 'collector-gateway:4317'),
      tls: { insecure: env('GATEWAY_INSECURE', 'true') },
      ...QUEUE,
    },
  };
}

/** Gateways, the one that gets all spans of a trace, which is found by DNS: only so can it judge whole traces. */
export function peerExporter(): Components {
  const { sending_queue: queue, retry_on_failure: retry } = QUEUE;
  return {
    'load_balancing/gateways': {
      routing_key: 'traceID',
      resolver: {
        dns: {
          hostname: env('GATEWAY_PEERS_HOST', 'collector-gateway-peers'),
          port: env('GATEWAY_PEERS_PORT', 4319),
          interval: '5s',
        },
      },
      protocol: {
        otlp: { timeout: '5s', tls: { insecure: env('GATEWAY_INSECURE', 'true') } },
      },
      // On this level, not on that of each peer: when one goes away, its spans are sent to whoever has its traces now.
      retry_on_failure: retry,
      sending_queue: queue,
    },
  };
}
