import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';

export interface ServerProcessOptions {
  /** What to call it in errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Asked again and again; may reject as long as nobody answers. */
  readonly isReady: () => Promise<boolean>;
}

export interface ServerProcess {
  /** What it wrote so far, on both outputs. */
  log(): string;
  /** Sends SIGTERM and waits for its end. A second call does nothing. */
  stop(): Promise<void>;
}

/** Starts a program that ends with this process, and waits until it is ready. Rejects with its log when it ends instead. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { name, command, args, env, cwd, isReady } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  }
  let ended: string | undefined;
  child.once('error', (error) => (ended = String(error)));
  child.once('exit', (code, signal) => (ended = `exit ${code ?? signal}`));
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
    process.removeListener('exit', kill);
  };
  try {
    await eventually(`${name} is ready`, async () => {
      if (ended !== undefined) throw new Error(`${name} ended, ${ended}:\n${log}`);
      return isReady().catch(() => false);
    });
  } catch (error) {
    if (ended === undefined) await stop();
    process.removeListener('exit', kill);
    throw error;
  }
  return { log: () => log, stop };
}

/** Whether a server answers a GET with success. */
export function answers(url: string): () => Promise<boolean> {
  return async () => {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  };
}
