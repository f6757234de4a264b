import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface FixtureRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout that are JSON. */
  readonly lines: Record<string, unknown>[];
  /** The last of them: what the fixture found out about itself. */
  readonly result: {
    readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly patched: boolean;
    readonly instrumentations: readonly string[];
  };
}

/** Runs `node …input` in `fixtures/` with nothing of the caller's telemetry environment. */
export async function runFixture(
  input: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<FixtureRun> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OTEL_|FLUXORA_|NODE_OPTIONS|VITEST)/.test(name),
    ),
  );
  const child = spawn(process.execPath, [...input], {
    cwd: fileURLToPath(new URL('fixtures', import.meta.url)),
    env: { ...clean, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    exitCode,
    stdout,
    stderr,
    lines,
    result: lines.at(-1) as unknown as FixtureRun['result'],
  };
}
