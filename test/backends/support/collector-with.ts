import { existsSync } from 'node:fs';
import { required } from './required.ts';
import { answers, startServerProcess } from './server-process.ts';

export interface CollectorWithOptions {
  /** Its configuration. Several are merged, the later over the earlier. */
  readonly configFile: string | readonly string[];
  /** What the configuration reads with `${env:NAME}`: ports, endpoints, directories. */
  readonly env: Readonly<Record<string, string>>;
  /** Its `health_check` extension, as the configuration has it: `http://127.0.0.1:<port>/`. */
  readonly healthUrl: string;
  /** Further flags, such as `--set=…` or `--feature-gates=…`. */
  readonly args?: readonly string[];
}

export interface CollectorWith extends AsyncDisposable {
  /** What it wrote so far: its own messages, and the output of the debug exporter. */
  log(): string;
  /** Stops it, after it has flushed its queues. */
  stop(): Promise<void>;
}

/**
 * Runs a Collector with the configuration given, and waits until it says that it is healthy: all its receivers have been started.
 *
 * @example
 * const [otlp, health] = await freePorts(2);
 * const env = { OTLP_HTTP_PORT: `${otlp}`, HEALTH_PORT: `${health}` };
 * await using collector = await startCollectorWith({ configFile, env, healthUrl: `http://127.0.0.1:${health}/` });
 */
export async function startCollectorWith(options: CollectorWithOptions): Promise<CollectorWith> {
  const { configFile, env, healthUrl, args = [] } = options;
  const files = [configFile].flat();
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`startCollectorWith: there is no ${missing}.`);
  const server = await startServerProcess({
    name: 'the Collector',
    command: required('OTELCOL'),
    args: [...files.map((file) => `--config=${file}`), ...args],
    env,
    isReady: answers(healthUrl),
  });
  return {
    log: () => server.log(),
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
