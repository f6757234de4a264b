/** 0 all is well, 1 there are problems, 2 a wrong command line or a configuration that cannot be loaded. */
export type ExitCode = 0 | 1 | 2;

export interface Writable {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Outputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * One command.
 *
 * @param args - The words beside its name.
 * @param usageError - Says what is wrong, and how to use the command line.
 */
export type Command = (
  args: readonly string[],
  outputs: Outputs,
  usageError: (problem: string) => ExitCode,
) => Promise<ExitCode>;

/** What every command takes, for `parseArgs`. */
export const COMMON_OPTIONS = {
  config: { type: 'string' },
  out: { type: 'string', default: 'monitoring' },
  json: { type: 'boolean', default: false },
} as const;
