import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { collectorConfig } from './collector-config.ts';
import { metricSum, parsePrometheus, type Sample } from './prometheus-text.ts';
import { required } from './required.ts';
import { eventually } from './eventually.ts';

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

  const child = spawn(required('OTELCOL'), ['--config', configFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const closed = once(child, 'close');
  const isHealthy = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`the Collector ended:\n${log}`);
    return fetch(`http://127.0.0.1:${health}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await eventually('the Collector is healthy', isHealthy);

  const readMetrics = async (): Promise<Sample[]> =>
    parsePrometheus(await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text());
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
    process.removeListener('exit', kill);
  };
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
      await end();
      return readFileSync(output, 'utf8').split('\n').filter(Boolean);
    },
    async [Symbol.asyncDispose]() {
      await end();
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

/** All at once, so that they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
