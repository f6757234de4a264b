import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startCollectorWith } from '../../support/collector-with.ts';
import { freePorts } from '../../support/free-ports.ts';

export interface StandIn extends AsyncDisposable {
  /** OTLP over gRPC, as Tempo takes it. */
  readonly tempo: string;
  /** OTLP over HTTP under the path that Loki has. */
  readonly loki: string;
}

/** A second Collector that takes what is meant for Tempo and Loki, which are not here, so that nothing piles up. */
export async function startStandIn(): Promise<StandIn> {
  const directory = mkdtempSync(`${tmpdir()}/stand-in-`);
  const [grpc, http, health] = await freePorts(3);
  const at = (port: number | undefined): string => `127.0.0.1:${port}`;
  const pipeline = { receivers: ['otlp'], exporters: ['debug'] };
  const config = {
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: at(grpc) },
          http: { endpoint: at(http), logs_url_path: '/otlp/v1/logs' },
        },
      },
    },
    exporters: { debug: { verbosity: 'basic' } },
    extensions: { health_check: { endpoint: at(health) } },
    service: {
      extensions: ['health_check'],
      pipelines: { traces: pipeline, logs: pipeline },
      telemetry: { metrics: { level: 'none' } },
    },
  };
  const configFile = `${directory}/config.yaml`;
  writeFileSync(configFile, JSON.stringify(config));
  const collector = await startCollectorWith({
    configFile,
    env: {},
    healthUrl: `http://${at(health)}/`,
  });
  return {
    tempo: at(grpc),
    loki: at(http),
    async [Symbol.asyncDispose]() {
      await collector.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
