import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { freePort, startServerProcess } from './server-process.ts';

export interface RedisServer {
  /** `redis://127.0.0.1:41234` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** SIGKILL; its data is lost. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port, after `kill()`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether a Redis can be started here; says so on the console when not. See `canStartPostgres`. */
export const canStartRedis = findProgram('redis-server') !== undefined;
if (!canStartRedis) {
  console.warn(
    'SKIPPED on a laptop, a failure in CI: no redis-server in PATH. ' +
      'Install Redis (on Debian: bash scripts/data-stores/install.sh)',
  );
}

/**
 * Starts a real Redis on a free port of 127.0.0.1 that keeps its data in memory. A few milliseconds.
 *
 * @param args - Further arguments of `redis-server`: `['--requirepass', 'secret']`.
 */
export async function startRedis(args: readonly string[] = []): Promise<RedisServer> {
  const program = findProgram('redis-server');
  if (program === undefined)
    throw new Error('no redis-server here: bash scripts/data-stores/install.sh');
  const folder = await mkdtemp(join(tmpdir(), 'fluxora-redis-'));
  const port = await freePort();
  const start = () =>
    startServerProcess({
      program,
      args: [
        ...flags({
          port,
          bind: '127.0.0.1',
          dir: folder,
          save: '',
          appendonly: 'no',
          daemonize: 'no',
        }),
        ...args,
      ],
      isReady: () => answers(port),
    });
  let server = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    kill: () => server.kill(),
    async restart() {
      await server.kill();
      server = await start();
    },
    async stop() {
      await server.stop('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function flags(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

/** Any answer will do: one that asks for a password answers, too. */
async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    await once(socket, 'data');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
