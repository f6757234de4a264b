export interface CollectorPorts {
  readonly http: number;
  readonly grpc: number;
  readonly health: number;
  readonly metrics: number;
  /** Where Prometheus scrapes what was accepted. */
  readonly prometheus: number;
  /** File into which everything accepted is written as OTLP JSON. */
  readonly output: string;
}

/** As a service would be run in earnest: memory limiter first, then batches. JSON, which is YAML. */
export function collectorConfig(ports: CollectorPorts): string {
  const { http, grpc, health, metrics, prometheus, output } = ports;
  const at = (port: number): string => `127.0.0.1:${port}`;
  const pipeline = {
    receivers: ['otlp'],
    processors: ['memory_limiter', 'batch'],
    exporters: ['file', 'debug'],
  };
  return JSON.stringify({
    receivers: {
      otlp: { protocols: { http: { endpoint: at(http) }, grpc: { endpoint: at(grpc) } } },
    },
    processors: {
      memory_limiter: { check_interval: '1s', limit_mib: 256 },
      batch: { timeout: '100ms' },
    },
    exporters: {
      file: { path: output, flush_interval: '100ms' },
      debug: { verbosity: 'basic' },
      prometheus: { endpoint: at(prometheus) },
    },
    extensions: { health_check: { endpoint: at(health) } },
    service: {
      extensions: ['health_check'],
      pipelines: {
        traces: pipeline,
        metrics: { ...pipeline, exporters: [...pipeline.exporters, 'prometheus'] },
        logs: pipeline,
      },
      telemetry: {
        metrics: {
          level: 'detailed',
          readers: [{ pull: { exporter: { prometheus: { host: '127.0.0.1', port: metrics } } } }],
        },
      },
    },
  });
}
