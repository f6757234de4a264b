import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPlan } from '../../../../packages/monitoring/src/create-plan.ts';
import { defineMonitoring } from '../../../../packages/monitoring/src/define/define-monitoring.ts';
import type { TargetsDefinition } from '../../../../packages/monitoring/src/define/targets.ts';
import { platformDefinition } from '../../../../packages/monitoring/src/fixtures/platform.ts';
import { collectorOutput } from '../../../../packages/monitoring/src/outputs/collector/collector-output.ts';
import type { Plan } from '../../../../packages/monitoring/src/plan.ts';
import { startCollectorWith, type CollectorWith } from '../../support/collector-with.ts';
import { freePorts } from '../../support/free-ports.ts';

/** The plan of the fixtures' platform with other targets. */
export function planFor(targets: TargetsDefinition): Plan {
  return createPlan(
    defineMonitoring({
      ...platformDefinition,
      targets: { ...platformDefinition.targets, ...targets },
    }),
  ).plan;
}

export interface ConfigDirectory extends Disposable {
  readonly path: string;
  /** By the name of the part: `collector`, `agent`, `gateway`, `servers`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Writes what is generated into a directory of its own, unchanged. */
export function writeConfigs(plan: Plan): ConfigDirectory {
  const path = mkdtempSync(join(tmpdir(), 'generated-collector-'));
  const files = new Map<string, string>();
  for (const file of collectorOutput.files(plan)) {
    const target = join(path, file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.content);
    const [, part] = /([^/]+)\.yaml$/.exec(file.path) ?? [];
    if (part !== undefined) files.set(part, target);
  }
  return {
    path,
    files,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export interface GeneratedCollector extends AsyncDisposable {
  readonly otlpUrl: string;
  /** What other Collectors are told to find it as their gateway. */
  readonly gatewayEnv: Readonly<Record<string, string>>;
  /** Where it shows its own metrics. */
  readonly metricsUrl: string;
  /** Host and port of its Prometheus exporter, where it has one. */
  readonly scrapeTarget: string;
  readonly collector: CollectorWith;
}

/** Runs one generated file on free ports, told by the environment alone. */
export async function startGenerated(
  configs: ConfigDirectory,
  env: Readonly<Record<string, string>>,
  part = 'collector',
): Promise<GeneratedCollector> {
  const [http = 0, grpc = 0, health = 0, metrics = 0, exporter = 0, peers = 0] = await freePorts(6);
  const at = (port: number): string => `127.0.0.1:${port}`;
  const collector = await startCollectorWith({
    configFile: configs.files.get(part) ?? '',
    healthUrl: `http://${at(health)}/`,
    env: {
      COLLECTOR_OTLP_HTTP: at(http),
      COLLECTOR_OTLP_GRPC: at(grpc),
      COLLECTOR_HEALTH: at(health),
      COLLECTOR_METRICS_HOST: '127.0.0.1',
      COLLECTOR_METRICS_PORT: String(metrics),
      PROMETHEUS_EXPORTER_ENDPOINT: at(exporter),
      GATEWAY_PEERS: at(peers),
      // A gateway is its own peer.
      GATEWAY_PEERS_HOST: '127.0.0.1',
      GATEWAY_PEERS_PORT: String(peers),
      COLLECTOR_STORAGE: join(configs.path, `storage-${part}`),
      COLLECTOR_BATCH_TIMEOUT: '100ms',
      COLLECTOR_RETRY_INITIAL: '200ms',
      COLLECTOR_RETRY_MAX: '500ms',
      COLLECTOR_TRACES_DECISION_WAIT: '1s',
      COLLECTOR_FILES_POLL: '200ms',
      COLLECTOR_HOST_INTERVAL: '1s',
      COLLECTOR_SERVERS_INTERVAL: '1s',
      HOST_NAME: 'machine-1',
      // What a test does not give a store for: nobody there, quickly.
      TEMPO_ENDPOINT: '127.0.0.1:9',
      LOKI_OTLP_URL: 'http://127.0.0.1:9/v1/logs',
      PROMETHEUS_OTLP_URL: 'http://127.0.0.1:9/v1/metrics',
      VICTORIA_METRICS_OTLP_URL: 'http://127.0.0.1:9/v1/metrics',
      ...env,
    },
  });
  return {
    otlpUrl: `http://${at(http)}`,
    gatewayEnv: {
      GATEWAY_ENDPOINT: at(grpc),
      GATEWAY_PEERS_HOST: '127.0.0.1',
      GATEWAY_PEERS_PORT: String(peers),
    },
    metricsUrl: `http://${at(metrics)}/metrics`,
    scrapeTarget: at(exporter),
    collector,
    [Symbol.asyncDispose]: () => collector.stop(),
  };
}
