import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ProgramRun {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** The last line of stdout, parsed. */
  readonly result: unknown;
}

/** Runs `node …input` in `programs/` with nothing of the caller's telemetry environment. */
export async function runProgram(
  input: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProgramRun> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OTEL_|FLUXORA_|NODE_OPTIONS|VITEST)/.test(name),
    ),
  );
  const child = spawn(process.execPath, [...input], {
    cwd: fileURLToPath(new URL('programs', import.meta.url)),
    env: { ...clean, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const lastLine = stdout.trim().split('\n').at(-1) ?? '';
  return { exitCode, stderr, result: lastLine.startsWith('{') ? JSON.parse(lastLine) : lastLine };
}
