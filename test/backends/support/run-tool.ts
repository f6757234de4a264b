import { spawn } from 'node:child_process';
import { required, type ToolName } from './required.ts';

export interface ToolResult {
  /** `null` when it was ended, as when the time was up. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly cwd?: string;
  /** Added to ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input. @defaultValue nothing */
  readonly input?: string;
  /** Then it is killed. @defaultValue 60_000 */
  readonly timeoutMs?: number;
}

/** Runs a program to its end, whatever that is. Rejects only when it cannot be started. */
export function runTool(
  name: ToolName,
  args: readonly string[],
  { cwd, env, input = '', timeoutMs = 60_000 }: ToolOptions = {},
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(required(name), args, {
      env: { ...process.env, ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(cwd === undefined ? {} : { cwd }),
    });
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    // A program that does not read its input may have closed it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (status) => {
      process.removeListener('exit', kill);
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs k6 without its banner, its colours, its own server and its reports home. */
export function runK6(args: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  const [command = 'run', ...rest] = args;
  const flags = ['--quiet', '--no-color', '--address=', '--no-usage-report'];
  return runTool('K6', command === 'run' ? ['run', ...flags, ...rest] : args, {
    timeoutMs: 120_000,
    ...options,
  });
}
