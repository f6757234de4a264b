import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REGISTER = fileURLToPath(new URL('../../dist/register.js', import.meta.url));

export interface ProgramOptions {
  /** Added to an environment without any telemetry variables, but without the deployment event, which would be among all logs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** A command that runs the program: name and arguments. */
  readonly wrapper?: readonly string[];
  /** Killed after this long; the result then has `SIGKILL`. @defaultValue 20_000 */
  readonly timeoutMs?: number;
}

export interface ProgramResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the start of the process to its end. */
  readonly durationMs: number;
}

export interface Program {
  readonly process: ChildProcess;
  readonly result: Promise<ProgramResult>;
  /** What the program has written to stdout until now. */
  stdout(): string;
  /** Resolves when the program has written this text to stdout. */
  said(text: string): Promise<void>;
  saidOnStderr(text: string): Promise<void>;
}

/** Starts a fixture of this directory in a process of its own. */
export function startProgram(fixture: string, options: ProgramOptions = {}): Program {
  return startFile(fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url)), options);
}

export function startFile(file: string, options: ProgramOptions): Program {
  const start = performance.now();
  const [command = process.execPath, ...args] = [
    ...(options.wrapper ?? []),
    process.execPath,
    ...(options.nodeArgs ?? []),
    file,
    ...(options.args ?? []),
  ];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...cleanEnvironment(), FLUXORA_DEPLOYMENT_EVENT: 'false', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      for (const listener of listeners) listener();
    });
  }
  const killer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 20_000);
  const result = new Promise<ProgramResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(killer);
      resolve({ code, signal, ...output, durationMs: performance.now() - start });
      for (const listener of listeners) listener();
    });
  });
  const waitFor = (stream: 'stdout' | 'stderr', text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (output[stream].includes(text)) resolve();
        else if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`ended without saying "${text}":\n${output.stdout}\n${output.stderr}`));
        } else return;
        listeners.delete(check);
      };
      listeners.add(check);
      check();
    });
  return {
    process: child,
    result,
    stdout: () => output.stdout,
    said: (text) => waitFor('stdout', text),
    saidOnStderr: (text) => waitFor('stderr', text),
  };
}

export function runFile(file: string, options: ProgramOptions = {}): Promise<ProgramResult> {
  return startFile(file, options).result;
}

export function runProgram(fixture: string, options: ProgramOptions = {}): Promise<ProgramResult> {
  return startProgram(fixture, options).result;
}

/** Ours must not leak into the children, and neither must what the test runner sets. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OTEL_|FLUXORA_|NODE_|VITEST|LOG_LEVEL|FORCE_COLOR)/.test(name),
    ),
  );
}
