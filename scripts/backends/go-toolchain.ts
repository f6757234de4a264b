import { spawnSync } from 'node:child_process';
import { chmodSync, globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter } from 'node:path';
import { runQuietly } from './run-quietly.ts';

/** What the Collector's modules and ours ask for (`go` in their go.mod). */
const NEEDED = { minor: 26, toolchain: 'go1.26.8' } as const;

/** From this version on, `go` fetches a newer toolchain by itself. */
const SWITCHES_BY_ITSELF = 21;

export interface GoToolchain {
  readonly command: string;
  /** Variables to set when calling it. */
  readonly env: Readonly<Record<string, string>>;
  readonly version: string;
}

const INSTALL_ADVICE = `Go is not installed, and the Collector is built from its Go modules.
Install Go 1.${NEEDED.minor} or newer from https://go.dev/doc/install (any Go from 1.${SWITCHES_BY_ITSELF} on will do: it fetches what it needs).`;

/**
 * Finds a Go that can build the Collector. In CI one is installed when there is none.
 *
 * @returns `undefined` when there is none on a developer's machine, after saying how to install it.
 */
export async function findGo(isCi: boolean): Promise<GoToolchain | undefined> {
  if (minorVersion('go') === undefined && isCi) await installDebianGo();
  const minor = minorVersion('go');
  if (minor === undefined) {
    if (isCi) throw new Error(INSTALL_ADVICE);
    console.warn(INSTALL_ADVICE);
    return undefined;
  }
  if (minor >= NEEDED.minor) return describe('go', {});
  if (minor >= SWITCHES_BY_ITSELF) return describe('go', { GOTOOLCHAIN: NEEDED.toolchain });
  const bin = await downloadToolchain();
  // On the PATH too: the Collector's builder looks for `go` there.
  const PATH = `${bin}${delimiter}${process.env.PATH}`;
  return describe(`${bin}/go`, { GOTOOLCHAIN: 'local', PATH });
}

function describe(command: string, env: Readonly<Record<string, string>>): GoToolchain {
  const output = spawnSync(command, ['version'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const version = /go\d[\w.]*/.exec(output.stdout)?.[0];
  if (!version) throw new Error(`${command} version: ${output.stderr || output.error?.message}`);
  return { command, env, version };
}

/** The 26 of `go version go1.26.8 linux/amd64`; `undefined` when there is no such program. */
function minorVersion(command: string): number | undefined {
  // Not the version of a toolchain it might switch to: that is what we are about to decide.
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const { stdout } = spawnSync(command, ['version'], { encoding: 'utf8', env });
  const minor = /go1\.(\d+)/.exec(stdout ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

async function installDebianGo(): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runQuietly('apt-get', ['update', '-qq'], { env });
  await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'golang-go'], {
    env,
  });
}

/** An old Go cannot switch, but it can download the module in which the Go project publishes its toolchains, checksum and all. */
async function downloadToolchain(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const module = `golang.org/toolchain@v0.0.1-${NEEDED.toolchain}.${platform}-${architecture}`;
  const output = await runQuietly('go', ['mod', 'download', '-json', module], { cwd: tmpdir() });
  const { Dir: directory } = JSON.parse(output) as { Dir: string };
  // Modules are unpacked without their execution bits.
  for (const program of globSync([`${directory}/bin/*`, `${directory}/pkg/tool/*/*`])) {
    chmodSync(program, 0o755);
  }
  return `${directory}/bin`;
}
