import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { freePorts } from './free-ports.ts';
import { PrometheusApi, type PrometheusSeries } from './prometheus-api.ts';
import { required } from './required.ts';
import { answers, startServerProcess, type ServerProcess } from './server-process.ts';

export interface VictoriaMetrics extends PrometheusApi, AsyncDisposable {
  /** Where it takes OTLP: what `OTEL_EXPORTER_OTLP_ENDPOINT` is set to. */
  readonly otlpUrl: string;
  log(): string;
}

/** What arrives is there for queries at once. Else it takes seconds, and ten if somebody has asked for it too early. */
class FlushedApi extends PrometheusApi {
  override async query(expression: string, at?: number): Promise<PrometheusSeries[]> {
    await (await fetch(`${this.url}/internal/force_flush`)).arrayBuffer();
    return super.query(expression, at);
  }
}

/**
 * Runs VictoriaMetrics with an empty store, and without leaving out what is younger than 30 s.
 *
 * @param args - Further flags, such as `-opentelemetry.usePrometheusNaming`.
 */
export async function startVictoriaMetrics(args: readonly string[] = []): Promise<VictoriaMetrics> {
  const directory = mkdtempSync(`${tmpdir()}/victoria-metrics-`);
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  let server: ServerProcess;
  try {
    server = await startServerProcess({
      name: 'VictoriaMetrics',
      command: required('VICTORIA_METRICS'),
      args: [
        `-storageDataPath=${directory}/data`,
        `-httpListenAddr=127.0.0.1:${port}`,
        '-search.latencyOffset=0s',
        '-search.disableCache',
        // It would wait for connections that are kept alive, at its end.
        '-http.disableKeepAlive',
        '-retentionPeriod=100y',
        ...args,
      ],
      isReady: answers(`${url}/health`),
    });
  } catch (error) {
    rmSync(directory, { recursive: true });
    throw error;
  }
  return Object.assign(new FlushedApi(url), {
    otlpUrl: `${url}/opentelemetry`,
    log: () => server.log(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(directory, { recursive: true });
    },
  });
}
