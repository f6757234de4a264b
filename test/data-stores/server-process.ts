import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 10_000;
const POLL_MS = 25;

export interface ServerProcess {
  readonly pid: number;
  /** Asks it to end, and makes it end after ten seconds. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** SIGKILL for it and its children: what a power cut looks like to its clients. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Whether it answers. Asked again and again until it does. */
  readonly isReady: () => Promise<boolean>;
}

/** Starts a server and resolves when it answers. Rejects with what it wrote when it does not, or ends first. */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const child = spawn(command.program, [...command.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...command.user,
  });
  let output = '';
  const collect = (text: string): void => void (output = (output + text).slice(-4_000));
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  outlivedByNobody(child);

  const deadline = performance.now() + START_DEADLINE_MS;
  while (!(await command.isReady())) {
    if (failure || hasEnded(child) || performance.now() > deadline) {
      killAll(child);
      throw failure ?? new Error(`${command.program} did not start:\n${output}`);
    }
    await delay(POLL_MS);
  }
  return {
    pid: child.pid!,
    async stop(signal) {
      if (hasEnded(child)) return;
      child.kill(signal);
      const timer = setTimeout(() => killAll(child), STOP_DEADLINE_MS);
      await once(child, 'exit');
      clearTimeout(timer);
    },
    async kill() {
      if (hasEnded(child)) return;
      const ended = once(child, 'exit');
      killAll(child);
      await ended;
    },
  };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A test run that fails, is interrupted or killed must not leave servers behind. `read` ends when we do. */
function outlivedByNobody(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const guard = spawn('/bin/sh', ['-c', `read -r _; kill -KILL ${child.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  (guard.stdin as Socket).unref();
  child.once('exit', () => guard.kill('SIGKILL'));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** The children first cannot be: the parent would start others. */
function killAll(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  const children = childrenOf(child.pid);
  child.kill('SIGKILL');
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    // Not Linux: the children notice by themselves that their parent is gone.
    return [];
  }
}
