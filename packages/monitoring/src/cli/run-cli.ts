import type { Command, ExitCode, Outputs } from './command-line.ts';
import { HELP } from './help.ts';

/** Loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  generate: async () => (await import('./generate-command.ts')).generateCommand,
  check: async () => (await import('./check-command.ts')).checkCommand,
  oncall: async () => (await import('./oncall-command.ts')).onCallCommand,
  diff: async () => (await import('./diff-command.ts')).diffCommand,
};

/** Those that tell themselves how they are used. */
const WITH_OWN_HELP: readonly string[] = ['oncall'];

/**
 * Runs one command line.
 *
 * @param input - Arguments without `node` and the script.
 * @returns The exit code.
 */
export async function runCli(
  input: readonly string[],
  outputs: Outputs = process,
): Promise<ExitCode> {
  const { stdout, stderr } = outputs;
  const name = input[0] ?? '';
  const usageError = (problem: string): ExitCode => {
    stderr.write(`fluxora-monitoring: ${problem}\n\n${HELP}`);
    return 2;
  };
  const wantsHelp = input.some((word) => word === '-h' || word === '--help');
  if (wantsHelp && !WITH_OWN_HELP.includes(name)) {
    stdout.write(HELP);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    return usageError(name === '' ? 'no command given.' : `there is no command "${name}".`);
  }
  const run = await load();
  try {
    return await run(input.slice(1), outputs, usageError);
  } catch (error) {
    const { code, message } = error as Partial<NodeJS.ErrnoException>;
    if (code?.startsWith('ERR_PARSE_ARGS')) return usageError(String(message));
    throw error;
  }
}
