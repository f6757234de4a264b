import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory outside of this repository, in which commands run on the pinned Node, npm included. */
export class Project {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), 'packaging-')));

  write(path: string, content: string | object): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }

  /** Runs to the end. Nothing of the caller's telemetry or npm environment gets in. */
  async run(
    command: string,
    input: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Outcome> {
    const child = this.start(command, input, env);
    let [stdout, stderr] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return { exitCode, stdout, stderr };
  }

  /** As {@link run}, but throws with the output unless the exit code is 0. */
  async check(
    command: string,
    input: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command, input, env);
    if (exitCode !== 0)
      throw new Error(`${command} ${input.join(' ')}: exit ${exitCode}\n${stdout}\n${stderr}`);
    return stdout;
  }

  start(command: string, input: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) =>
          !/^(OTEL_|FLUXORA_|NODE_OPTIONS|VITEST|npm_(config_(?!registry|userconfig|cache)|package|lifecycle))/.test(
            name,
          ),
      ),
    );
    return spawn(command, [...input], {
      cwd: this.directory,
      env: {
        ...clean,
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
        ...env,
      },
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
