import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { freePorts } from './free-ports.ts';
import { PrometheusApi } from './prometheus-api.ts';
import { required } from './required.ts';
import { answers, startServerProcess, type ServerProcess } from './server-process.ts';

export interface PrometheusServerOptions {
  /** Prometheus 2 or 3. @defaultValue 'PROMETHEUS' */
  readonly program?: 'PROMETHEUS' | 'PROMETHEUS3';
  /** A complete configuration with its rule files beside or below it. Its whole directory is copied. */
  readonly configFile?: string;
  /** Put beside the configuration: a directory with rule files, certificates and whatever else it names. Copied. */
  readonly directory?: string;
  /** The configuration itself, as YAML or as an object. In place of the text of `configFile`. */
  readonly config?: string | object;
  /** Further flags. One given here replaces ours of the same name. */
  readonly args?: readonly string[];
  /** For how long a sample is good when nothing newer has come, such as `5s`. @defaultValue Prometheus's own: 5 minutes */
  readonly lookback?: string;
  /** A port taken before, as when a Collector or an Alertmanager must know it first. @defaultValue A free one */
  readonly port?: number;
}

export interface PrometheusServer extends PrometheusApi, AsyncDisposable {
  /** Where its copy of the configuration is. Change something there, then `reload()`. */
  readonly directory: string;
  log(): string;
}

/** Flags that tests need: alerts are sent again at once, the configuration can be read anew. */
const FLAGS = ['--web.enable-lifecycle', '--log.level=warn', '--rules.alert.resend-delay=1s'];

/**
 * Runs a Prometheus with a complete configuration, and waits until it is ready: not until it has scraped, which takes some seconds.
 * It has an empty store of its own, takes remote writes, and OTLP if it is Prometheus 3.
 *
 * @example
 * await using prometheus = await startPrometheusServer({ program: 'PROMETHEUS3', configFile: 'monitoring/prometheus/prometheus.yml' });
 * await eventually('it scrapes', async () => (await prometheus.query('up == 1')).length > 0);
 */
export async function startPrometheusServer(
  options: PrometheusServerOptions,
): Promise<PrometheusServer> {
  const { program = 'PROMETHEUS', configFile, config, args = [], lookback } = options;
  const root = mkdtempSync(`${tmpdir()}/prometheus-`);
  const directory = `${root}/config`;
  mkdirSync(directory);
  const sources = [configFile === undefined ? undefined : dirname(configFile), options.directory];
  for (const source of sources) {
    if (source !== undefined) cpSync(source, directory, { recursive: true });
  }
  const file = `${directory}/${configFile === undefined ? 'prometheus.yml' : basename(configFile)}`;
  if (config !== undefined) {
    // JSON, which is YAML.
    writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  }
  if (!existsSync(file)) throw new Error('startPrometheusServer needs a configFile or a config.');

  const port = options.port ?? (await freePorts(1))[0];
  const url = `http://127.0.0.1:${port}`;
  const flags = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${root}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    ...(program === 'PROMETHEUS3' ? ['--web.enable-otlp-receiver'] : []),
    ...(lookback === undefined ? [] : [`--query.lookback-delta=${lookback}`]),
    ...FLAGS,
  ];
  const nameOf = (flag: string): string => flag.split('=', 1)[0] ?? flag;
  const given = new Set(args.map(nameOf));
  let server: ServerProcess;
  try {
    server = await startServerProcess({
      name: program,
      command: required(program),
      args: [...flags.filter((flag) => !given.has(nameOf(flag))), ...args],
      cwd: directory,
      isReady: answers(`${url}/-/ready`),
    });
  } catch (error) {
    rmSync(root, { recursive: true });
    throw error;
  }
  return Object.assign(new PrometheusApi(url), {
    directory,
    log: () => server.log(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(root, { recursive: true });
    },
  });
}
