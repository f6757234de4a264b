import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { collectorConfig } from './collector-config.ts';
import { startCollectorWith } from './collector-with.ts';
import { eventually } from './eventually.ts';
import { freePorts } from './free-ports.ts';
import { metricSum, parsePrometheus, type Sample } from './prometheus-text.ts';

export interface Collector extends AsyncDisposable {
  /** Base URL of its OTLP/HTTP receiver. */
  readonly url: string;
  /** Where Prometheus scrapes what it accepted: host and port. */
  readonly scrapeTarget: string;
  /** Its own metrics, once everything it accepted has gone through its pipelines. */
  settledMetrics(): Promise<readonly Sample[]>;
  /** Stops it and returns what its file exporter wrote, line by line. */
  stop(): Promise<readonly string[]>;
}

/** Starts the Collector with an OTLP receiver on HTTP and gRPC and a file exporter, and waits until it is healthy. */
export async function startCollector(): Promise<Collector> {
  const directory = mkdtempSync(`${tmpdir()}/otelcol-`);
  const output = `${directory}/accepted.jsonl`;
  const [http = 0, grpc = 0, health = 0, metrics = 0, prometheus = 0] = await freePorts(5);
  const configFile = `${directory}/config.yaml`;
  const ports = { http, grpc, health, metrics, prometheus, output };
  writeFileSync(configFile, collectorConfig(ports));
  const healthUrl = `http://127.0.0.1:${health}/`;
  const collector = await startCollectorWith({ configFile, env: {}, healthUrl });

  const readMetrics = async (): Promise<Sample[]> =>
    parsePrometheus(await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text());
  return {
    url: `http://127.0.0.1:${http}`,
    scrapeTarget: `127.0.0.1:${prometheus}`,
    async settledMetrics() {
      await eventually('the Collector has exported what it accepted', async () =>
        isSettled(await readMetrics()),
      );
      return readMetrics();
    },
    async stop() {
      await collector.stop();
      return readFileSync(output, 'utf8').split('\n').filter(Boolean);
    },
    async [Symbol.asyncDispose]() {
      await collector.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

function isSettled(samples: readonly Sample[]): boolean {
  return ['spans', 'metric_points', 'log_records'].every(
    (items) =>
      metricSum(samples, `otelcol_receiver_accepted_${items}`) ===
      metricSum(samples, `otelcol_exporter_sent_${items}`, 'exporter="file"'),
  );
}
