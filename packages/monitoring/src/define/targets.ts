/** What stands between the services and the store of metrics, which decides what a metric is called there. */
export type Ingest =
  /** The Collector sends OTLP to Prometheus 3. */
  | 'prometheus-otlp'
  /** Prometheus (2 or 3) scrapes the Collector's Prometheus exporter. */
  | 'collector-scrape'
  /** The Collector sends OTLP to VictoriaMetrics. */
  | 'victoria-metrics';

/** What the Collector reads beside OTLP. */
export type CollectorReceiver =
  | { readonly kind: 'host' }
  | { readonly kind: 'docker' }
  | { readonly kind: 'kubelet' }
  | { readonly kind: 'kubernetes-cluster' }
  | { readonly kind: 'cloudwatch'; readonly region: string; readonly namespaces: readonly string[] }
  | {
      readonly kind: 'azure-monitor';
      readonly subscriptionIds: readonly string[];
      readonly services: readonly string[];
    }
  | {
      readonly kind: 'google-cloud-monitoring';
      readonly projectId: string;
      readonly metrics: readonly string[];
    }
  /** Endpoint `host:port`; user and password are read from the environment. */
  | {
      readonly kind: 'postgresql';
      readonly endpoint: string;
      readonly databases?: readonly string[];
      /**
       * Endpoint of a `postgres_exporter` that knows the server: it is asked instead, by Prometheus' protocol, and its metrics are given the
       * names of the receiver. For Collectors without that receiver. @defaultValue none: the server itself is asked
       */
      readonly exporter?: string;
    }
  | { readonly kind: 'redis'; readonly endpoint: string }
  /** Log files, by glob patterns. */
  | { readonly kind: 'files'; readonly include: readonly string[] }
  /** Logs of Kubernetes' or Docker's containers. */
  | { readonly kind: 'container-logs' };

export interface TargetsDefinition {
  /** @defaultValue `prometheus-otlp` */
  readonly ingest?: Ingest;
  /** Only alerts of this `deployment.environment.name` are raised. @defaultValue `production` */
  readonly environment?: string;
  /** Where people open it. @defaultValue `http://localhost:3000` */
  readonly grafanaUrl?: string;
  /** Where the runbooks are read; `<url>/<alert>.md`. @defaultValue `<grafanaUrl>/runbooks`-free link to the repository's monitoring/runbooks */
  readonly runbookUrl?: string;
  /** Where people open it. @defaultValue `http://localhost:9093` */
  readonly alertmanagerUrl?: string;
  /** Receives Watchdog, the alert that always fires; its silence is the alarm. A receiver's name. */
  readonly deadMansSwitch?: string;
  /** Who is told about the monitoring itself. @defaultValue the first team */
  readonly platformTeam?: string;
  /** Mails: where they are handed over. */
  readonly smtp?: {
    readonly host: string;
    readonly from: string;
    readonly requireTls?: boolean;
    readonly username?: string;
    readonly passwordFile?: string;
  };
  readonly collector?: {
    readonly receivers?: readonly CollectorReceiver[];
    readonly mode?: 'single' | 'gateway' | 'agent-and-gateway';
    readonly replicas?: number;
  };
  /** Share of traces kept that are neither slow nor failed, 0 to 1. @defaultValue 0.1 */
  readonly traceShare?: number;
  /** Days. @defaultValue 30 for metrics, 14 for logs, 7 for traces */
  readonly retentionDays?: {
    readonly metrics?: number;
    readonly logs?: number;
    readonly traces?: number;
  };
  /** Where the servers find one another, `host:port` without a scheme. @defaultValue the names and ports of compose.yaml */
  readonly addresses?: Partial<Addresses>;
  /** How often services export, and rules are evaluated. Seconds. @defaultValue 60 and 30 */
  readonly intervals?: { readonly exportSeconds?: number; readonly evaluationSeconds?: number };
}

/** Where each server listens, as the others see it. */
export interface Addresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** OTLP over HTTP. */
  readonly collector: string;
  /** The Collector's own metrics. */
  readonly collectorTelemetry: string;
  /** Where Prometheus scrapes what the Collector took in, with `collector-scrape`. */
  readonly collectorExporter: string;
  readonly victoriaMetrics: string;
  readonly loki: string;
  /** OTLP over gRPC. */
  readonly tempo: string;
  /** Where Grafana queries traces. */
  readonly tempoApi: string;
  readonly blackbox: string;
}

/** The names and ports of compose.yaml. */
export const DEFAULT_ADDRESSES: Addresses = {
  prometheus: 'prometheus:9090',
  alertmanager: 'alertmanager:9093',
  collector: 'collector:4318',
  collectorTelemetry: 'collector:8888',
  collectorExporter: 'collector:8889',
  victoriaMetrics: 'victoria-metrics:8428',
  loki: 'loki:3100',
  tempo: 'tempo:4317',
  tempoApi: 'tempo:3200',
  blackbox: 'blackbox:9115',
};

/** As {@link TargetsDefinition}, every default filled in. */
export interface Targets {
  readonly ingest: Ingest;
  readonly environment: string;
  readonly grafanaUrl: string;
  readonly runbookUrl: string;
  readonly alertmanagerUrl: string;
  readonly deadMansSwitch: string | undefined;
  readonly platformTeam: string;
  readonly smtp: TargetsDefinition['smtp'];
  readonly collector: {
    readonly receivers: readonly CollectorReceiver[];
    readonly mode: 'single' | 'gateway' | 'agent-and-gateway';
    readonly replicas: number;
  };
  readonly traceShare: number;
  readonly addresses: Addresses;
  readonly retentionDays: {
    readonly metrics: number;
    readonly logs: number;
    readonly traces: number;
  };
  readonly intervals: { readonly exportSeconds: number; readonly evaluationSeconds: number };
}
