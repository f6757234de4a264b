/** doctor: 0 healthy, 1 problems, 2 wrong command line. health: see `health-verdict.ts`; 3 for a wrong command line. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/**
 * One command.
 *
 * @param args - The words after its name, and before it.
 * @param usageError - Says what is wrong, and how to use the command line.
 */
export type Command = (
  args: string[],
  outputs: Outputs,
  usageError: (problem: string) => ExitCode,
) => Promise<ExitCode>;
