import { parseArgs } from 'node:util';
import { formatReport } from '../doctor/format-report.ts';
import { runDoctor } from '../doctor/run-doctor.ts';
import { DISTRO_VERSION } from '../version.ts';
import { HELP } from './help.ts';

/** 0 healthy · 1 problems found · 2 the command line was wrong. */
export type ExitCode = 0 | 1 | 2;

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Runs one command line.
 *
 * @param input - Arguments without `node` and the script.
 */
export async function runCli(
  input: readonly string[],
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output } = process,
): Promise<ExitCode> {
  const usageError = (problem: string): ExitCode => {
    stderr.write(`fluxora-telemetry: ${problem}\n\n${HELP}`);
    return 2;
  };
  let parsed;
  try {
    parsed = parse(input);
  } catch (error) {
    return usageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  const [command, ...rest] = positionals;
  if (values.version) {
    stdout.write(`${DISTRO_VERSION}\n`);
    return 0;
  }
  if (values.help) {
    stdout.write(HELP);
    return 0;
  }
  if (command === undefined) return usageError('no command given.');
  if (command !== 'doctor') return usageError(`there is no command "${command}".`);
  if (rest.length > 0) return usageError(`doctor takes no argument "${rest.join(' ')}".`);

  const { endpoint } = values;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    return usageError(`--endpoint is "${endpoint}". Use a URL such as http://localhost:4318.`);
  }
  const timeoutMs = Number(values.timeout);
  if (!(timeoutMs >= 1 && timeoutMs <= 60_000)) {
    return usageError(`--timeout is "${values.timeout}". Use milliseconds from 1 to 60000.`);
  }
  const report = await runDoctor({ timeoutMs, ...(endpoint !== undefined && { endpoint }) });
  const isColored = stdout.isTTY === true && !process.env['NO_COLOR'];
  stdout.write(
    `${values.json ? JSON.stringify(report, null, 2) : formatReport(report, isColored)}\n`,
  );
  return report.healthy ? 0 : 1;
}

function parse(input: readonly string[]) {
  return parseArgs({
    args: [...input],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      json: { type: 'boolean' },
      endpoint: { type: 'string' },
      timeout: { type: 'string', default: '2000' },
    },
  });
}
