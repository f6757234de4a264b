import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { freePorts } from './free-ports.ts';
import { required } from './required.ts';
import { answers, startServerProcess, type ServerProcess } from './server-process.ts';

export interface AlertmanagerOptions {
  /** Its configuration, with its templates beside or below it. The whole directory is copied. */
  readonly configFile?: string;
  /** Put beside the configuration: templates and files with secrets. Copied. */
  readonly directory?: string;
  /** The configuration itself, as YAML or as an object. In place of the text of `configFile`. */
  readonly config?: string | object;
  readonly args?: readonly string[];
  /** A port taken before, as when a Prometheus must know it first. @defaultValue A free one */
  readonly port?: number;
}

type Labels = Readonly<Record<string, string>>;

/** An alert as somebody sends it. Without an end it is resolved `resolve_timeout` after it was last sent. */
export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly startsAt?: string;
  /** In the past: the alert is resolved. */
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    /** Identifiers of the silences, and of the alerts, that keep it quiet. */
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
    readonly mutedBy?: readonly string[];
  };
}

export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex?: boolean;
  /** Whether it must be so, or must not. @defaultValue true */
  readonly isEqual?: boolean;
}

export interface Silence {
  readonly id: string;
  readonly matchers: readonly Matcher[];
  readonly comment: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
}

export interface Alertmanager extends AsyncDisposable {
  readonly url: string;
  /** Where its copy of the configuration is. Change something there, then `reload()`. */
  readonly directory: string;
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** What it knows of, also what it keeps quiet. */
  alerts(): Promise<ActiveAlert[]>;
  /** From now on, for so many seconds. Resolves with its identifier. */
  silence(matchers: readonly Matcher[], seconds: number): Promise<string>;
  silences(): Promise<Silence[]>;
  expireSilence(id: string): Promise<void>;
  reload(): Promise<void>;
  log(): string;
}

/**
 * Runs an Alertmanager with a complete configuration and an empty store of its own, and waits until it is ready.
 *
 * @example
 * await using alertmanager = await startAlertmanager({ configFile: 'monitoring/alertmanager/alertmanager.yml' });
 * await alertmanager.post([{ labels: { alertname: 'ForecastLate', severity: 'page' } }]);
 */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const { configFile, config, args = [] } = options;
  const root = mkdtempSync(`${tmpdir()}/alertmanager-`);
  const directory = `${root}/config`;
  mkdirSync(directory);
  const sources = [configFile === undefined ? undefined : dirname(configFile), options.directory];
  for (const source of sources) {
    if (source !== undefined) cpSync(source, directory, { recursive: true });
  }
  const name = configFile === undefined ? 'alertmanager.yml' : basename(configFile);
  const file = `${directory}/${name}`;
  if (config !== undefined) {
    // JSON, which is YAML.
    writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config));
  }
  const port = options.port ?? (await freePorts(1))[0];
  const url = `http://127.0.0.1:${port}`;
  let server: ServerProcess;
  try {
    server = await startServerProcess({
      name: 'Alertmanager',
      command: required('ALERTMANAGER'),
      args: [
        `--config.file=${file}`,
        `--storage.path=${root}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        // Alone: it looks for no others and listens to nobody.
        '--cluster.listen-address=',
        ...args,
      ],
      cwd: directory,
      isReady: answers(`${url}/-/ready`),
    });
  } catch (error) {
    rmSync(root, { recursive: true });
    throw error;
  }
  const ask = (method: string, path: string, body?: unknown) => request(url, method, path, body);
  return {
    url,
    directory,
    post: async (alerts) => void (await ask('POST', '/api/v2/alerts', alerts)),
    alerts: async () => (await ask('GET', '/api/v2/alerts')) as ActiveAlert[],
    async silence(matchers, seconds) {
      const now = Date.now();
      const answer = await ask('POST', '/api/v2/silences', {
        matchers: matchers.map((matcher) => ({ isRegex: false, isEqual: true, ...matcher })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + seconds * 1_000).toISOString(),
        createdBy: 'a test',
        comment: 'a test',
      });
      return (answer as { silenceID: string }).silenceID;
    },
    silences: async () => (await ask('GET', '/api/v2/silences')) as Silence[],
    expireSilence: async (id) => void (await ask('DELETE', `/api/v2/silence/${id}`)),
    reload: async () => void (await ask('POST', '/-/reload')),
    log: () => server.log(),
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(root, { recursive: true });
    },
  };
}

/** Rejects with the server's words when it refuses. */
async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
