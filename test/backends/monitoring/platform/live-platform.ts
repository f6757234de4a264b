import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineMonitoring, generate } from '@fluxora/telemetry-monitoring';
import { startService, type Service } from '../../../../scripts/demo/service.ts';
import { startPostgres, type PostgresServer } from '../../../data-stores/postgres-server.ts';
import { startRedis, type RedisServer } from '../../../data-stores/redis-server.ts';
import { startAlertmanager, type Alertmanager } from '../../support/alertmanager.ts';
import { startCollectorWith } from '../../support/collector-with.ts';
import { freePorts } from '../../support/free-ports.ts';
import { startPrometheusServer, type PrometheusServer } from '../../support/prometheus-server.ts';
import { startSmtpSink, type SmtpSink } from '../../support/smtp-sink.ts';
import { startWebhookSink, type WebhookSink } from '../../support/webhook-sink.ts';
import { ENVIRONMENT, liveDefinition } from './live-definition.ts';
import { startPostgresExporter } from './postgres-exporter.ts';
import { startStandIn } from './stand-in.ts';
import { startTraffic, type Traffic } from './traffic.ts';
import { writeHistory } from './write-history.ts';

const EXAMPLES = fileURLToPath(new URL('../../../../examples', import.meta.url));
const SLOW_REQUESTS = fileURLToPath(new URL('slow-requests.mjs', import.meta.url));

export interface LivePlatform extends AsyncDisposable {
  /** Where everything was generated. */
  readonly directory: string;
  readonly prometheus: PrometheusServer;
  readonly alertmanager: Alertmanager;
  /** Everything that is no mail, each receiver on a path of its name. */
  readonly webhook: WebhookSink;
  readonly smtp: SmtpSink;
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  readonly services: Readonly<Record<'api' | 'worker' | 'model', Service>>;
  readonly traffic: Traffic;
  /** Requests to forecast-api whose path contains this wait so long; 0 ends it. */
  slowDown(pathPart: string, ms: number): void;
}

export interface LivePlatformOptions {
  /** How many times faster the rules are than in earnest. */
  readonly drill: number;
}

/** The three services, the servers that they need, and the whole chain from their OTLP to a message, with the generated configuration. */
export async function startLivePlatform({ drill }: LivePlatformOptions): Promise<LivePlatform> {
  const stack = new AsyncDisposableStack();
  try {
    const platform = await start(stack, drill);
    const whole = stack.move();
    return { ...platform, [Symbol.asyncDispose]: () => whole.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function start(
  stack: AsyncDisposableStack,
  drill: number,
): Promise<Omit<LivePlatform, typeof Symbol.asyncDispose>> {
  const root = mkdtempSync(`${tmpdir()}/live-platform-`);
  stack.defer(() => rmSync(root, { recursive: true, force: true }));
  const directory = `${root}/monitoring`;
  const data = `${root}/data`;
  const models = `${root}/models`;
  for (const folder of [data, models]) mkdirSync(folder);

  const postgres = await startPostgres();
  stack.defer(() => postgres.stop());
  const redis = await startRedis();
  stack.defer(() => redis.stop());
  const webhook = stack.use(await startWebhookSink());
  const smtp = stack.use(await startSmtpSink());
  const standIn = stack.use(await startStandIn());
  const exporter = await startPostgresExporter(postgres.url);
  stack.defer(() => exporter.stop());

  const [promPort = 0, amPort = 0, http = 0, grpc = 0, health = 0, telemetry = 0] =
    await freePorts(6);
  const at = (port: number): string => `127.0.0.1:${port}`;
  const { problems } = generate(
    defineMonitoring(
      liveDefinition({
        prometheus: at(promPort),
        alertmanager: at(amPort),
        collectorTelemetry: at(telemetry),
        postgres: at(postgres.port),
        postgresExporter: exporter.address,
        redis: at(redis.port),
        webhookUrl: webhook.url,
        smtp: at(smtp.port),
      }),
    ),
    { out: directory, drill },
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));

  const alertmanager = stack.use(
    await startAlertmanager({
      configFile: `${directory}/alertmanager/alertmanager.yaml`,
      port: amPort,
    }),
  );
  const prometheus = stack.use(
    await startPrometheusServer({
      program: 'PROMETHEUS3',
      configFile: `${directory}/prometheus/prometheus.yaml`,
      port: promPort,
      // A series that is no longer sent is gone as much sooner, but not when an export is late.
      lookback: `${Math.max(15, Math.round(300 / drill))}s`,
    }),
  );
  stack.use(
    await startCollectorWith({
      configFile: `${directory}/collector/collector.yaml`,
      healthUrl: `http://${at(health)}/`,
      env: {
        COLLECTOR_OTLP_HTTP: at(http),
        COLLECTOR_OTLP_GRPC: at(grpc),
        COLLECTOR_HEALTH: at(health),
        COLLECTOR_METRICS_HOST: '127.0.0.1',
        COLLECTOR_METRICS_PORT: String(telemetry),
        COLLECTOR_STORAGE: `${root}/queue`,
        COLLECTOR_BATCH_TIMEOUT: '100ms',
        COLLECTOR_HOST_INTERVAL: '2s',
        COLLECTOR_SERVERS_INTERVAL: '2s',
        COLLECTOR_SERVERS_TIMEOUT: '1s',
        TEMPO_ENDPOINT: standIn.tempo,
        LOKI_OTLP_URL: `http://${standIn.loki}/otlp/v1/logs`,
      },
    }),
  );

  writeHistory(data);
  const env = (service: string): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    OTEL_SERVICE_NAME: service,
    OTEL_RESOURCE_ATTRIBUTES: `service.namespace=fluxora,deployment.environment.name=${ENVIRONMENT}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${at(http)}`,
    OTEL_METRIC_EXPORT_INTERVAL: '1000',
    FLUXORA_SHUTDOWN_TIMEOUT: '4000',
    FLUXORA_USAGE_KEY: 'the drill keeps no secret',
    FORECAST_DATA: 'none',
    DRAIN_WAIT_MS: '300',
    SLOW_REQUESTS: `${root}/slow-requests.json`,
    NODE_OPTIONS: `--import ${SLOW_REQUESTS}`,
  });
  const launch = async (name: string, more: NodeJS.ProcessEnv = {}): Promise<Service> => {
    const service = await startService({
      directory: `${EXAMPLES}/${name}`,
      env: { ...env(name), ...more },
    });
    stack.defer(async () => void (await service.stop()));
    return service;
  };
  const api = await launch('forecast-api');
  const worker = await launch('forecast-worker', {
    FORECAST_API_URL: api.url,
    DATABASE_URL: postgres.url,
    FLUXORA_AUTO_INSTRUMENTATIONS: 'pg',
    // Every minute, and half a minute late at most.
    NIGHTLY_CRON: '* * * * *',
    NIGHTLY_TOLERANCE_MS: '30000',
  });
  const model = await launch('forecast-model', { FORECAST_DATA: data, MODEL_DIRECTORY: models });
  const traffic = stack.use(startTraffic(api.url, model.url));
  return {
    directory,
    prometheus,
    alertmanager,
    webhook,
    smtp,
    postgres,
    redis,
    services: { api, worker, model },
    traffic,
    slowDown: (pathPart, ms) =>
      writeFileSync(`${root}/slow-requests.json`, JSON.stringify({ [pathPart]: ms })),
  };
}
