import { printableLine } from '../printable-line.ts';

/** What others say about a failure, at most. Characters. */
const MAX_REASON = 300;

/** Why an export failed, in words for the operator and in a form that the reporter can give advice for. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  /** HTTP status, when the collector answered. */
  readonly status: number | undefined;
  /** System or TLS error code, when it did not. */
  readonly code: string | undefined;

  constructor(message: string, details: { status?: number; code?: string | undefined } = {}) {
    super(printableLine(message, MAX_REASON));
    this.status = details.status;
    this.code = details.code;
  }
}

export function toExportError(error: unknown): ExportError {
  if (error instanceof ExportError) return error;
  if (!(error instanceof Error)) return new ExportError(String(error));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Node lists below who required a missing module: our own files.
  const [reason] = error.message.split('\nRequire stack:', 1);
  // Several addresses were tried (localhost as ::1 and 127.0.0.1): the message is empty, the code says it.
  return new ExportError(reason || (code ?? 'no reason given'), { code });
}
