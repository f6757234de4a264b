import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../packages/monitoring/dist/cli.js', import.meta.url));

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with a configuration, in which the command line is run as a process of its own. */
export interface Workspace extends Disposable {
  readonly directory: string;
  write(path: string, content: string): void;
  run(...args: readonly string[]): Promise<CliResult>;
  git(...args: readonly string[]): void;
  /** Contents by path of what was generated. */
  output(): Readonly<Record<string, string>>;
}

export function createWorkspace(): Workspace {
  const directory = mkdtempSync(`${tmpdir()}/monitoring-cli-`);
  const write = (path: string, content: string): void =>
    writeFileSync(`${directory}/${path}`, content);
  return {
    directory,
    write,
    run: (...args) =>
      new Promise((resolve) => {
        execFile(
          process.execPath,
          [CLI, ...args],
          { cwd: directory, maxBuffer: 1 << 26 },
          (error, stdout, stderr) => {
            resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
          },
        );
      }),
    git: (...args) => {
      const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@fluxora.example'];
      execFileSync('git', [...identity, ...args], { cwd: directory, stdio: 'ignore' });
    },
    output: () =>
      Object.fromEntries(
        readdirSync(`${directory}/monitoring`, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => `${parentPath}/${name}`)
          .toSorted()
          .map((path) => [path, readFileSync(path, 'utf8')]),
      ),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}
