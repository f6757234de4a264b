import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { FlushReport } from '@fluxora/telemetry';

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 10_000;

export interface ServiceOptions {
  /** Folder of the example. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How the service ended. */
export interface ServiceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From SIGTERM to the end, in milliseconds. */
  readonly durationMs: number;
  /** What the service itself says became of its telemetry; absent when it said nothing. */
  readonly report?: FlushReport;
}

export interface Service {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until it listened, in milliseconds. */
  readonly startMs: number;
  /** What it wrote so far, line by line. */
  readonly output: readonly string[];
  /** SIGTERM; SIGKILL when that has no effect within ten seconds. May be called twice. */
  stop(): Promise<ServiceExit>;
}

/**
 * Starts the example as its own process, instrumented from outside by `--import`, and waits until it listens. The process ends
 * with this one, however this one ends, short of SIGKILL.
 */
export async function startService({ directory, env }: ServiceOptions): Promise<Service> {
  const start = performance.now();
  const args = ['--import', '@fluxora/telemetry/register', 'server.js'];
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: { ...env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = exitOf(child).finally(() => process.removeListener('exit', kill));
  const output: string[] = [];
  const url = await listeningUrl(child, output, exited).catch((error: unknown) => {
    kill();
    throw error;
  });
  let stopped: Promise<ServiceExit> | undefined;
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - start,
    output,
    stop: () => (stopped ??= stop(child, exited, output)),
  };
}

type Exit = Pick<ServiceExit, 'code' | 'signal'>;

/** `close`, not `exit`: by then everything that the service wrote has been read. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function listeningUrl(
  child: ChildProcess,
  output: string[],
  exited: Promise<Exit>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void =>
      reject(new Error(`The service ${what}. Its last lines:\n${output.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail('did not listen within 15 s'), START_TIMEOUT_MS);
    const settle = (): void => clearTimeout(timer);
    const read = (line: string): void => {
      output.push(line);
      const url = /listening on (http:\/\/[\d.:]+)/.exec(line)?.[1];
      if (!url) return;
      settle();
      resolve(url);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', read);
    }
    const onExit = ({ code, signal }: Exit): void => {
      settle();
      fail(`ended with ${code ?? signal} before it listened`);
    };
    exited.then(onExit, reject);
  });
}

async function stop(
  child: ChildProcess,
  exited: Promise<Exit>,
  output: readonly string[],
): Promise<ServiceExit> {
  const start = performance.now();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  const exit = await exited.finally(() => clearTimeout(timer));
  const report = findReport(output);
  return { ...exit, durationMs: performance.now() - start, ...(report ? { report } : {}) };
}

function findReport(output: readonly string[]): FlushReport | undefined {
  const line = output.findLast((text) => text.startsWith('{"message":"telemetry report"'));
  return line === undefined ? undefined : (JSON.parse(line) as FlushReport);
}
