/**
 * Thrown while setting up or declaring, never while measuring.
 *
 * `code` is stable (`options.invalid`, `catalog.invalid`, …) and meant for programs; the message is meant for people and
 * lists every problem with its value and the way to mend it, one per line.
 *
 * @example
 * try { instrument({ endpoint: 'nowhere' }) } catch (error) {
 *   if (error instanceof TelemetryError) console.error(error.problems);
 * }
 */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError';
  /** Stable, machine-readable kind of the error, for example `catalog.invalid`. */
  readonly code: string;
  /** One sentence per problem, each with the value and the mend. */
  readonly problems: readonly string[];

  constructor(code: string, problems: string | readonly string[], options?: ErrorOptions) {
    const list = typeof problems === 'string' ? [problems] : problems;
    super(list.join('\n'), options);
    this.code = code;
    this.problems = list;
  }
}
