import type { IncomingMessage } from 'node:http';
import type { RequestRecord } from './request-record.ts';

/**
 * Where `router` 2.3 notes the errors of a request, whether or not anybody listens to its channel. Reading it at the end
 * gives the class and stack of what failed without an error middleware and without a cost on the way.
 */
const PUBLISHED_ERRORS = Symbol.for('router.tracing.publishedErrors');
const MAX_ERRORS = 4;
const NONE: readonly unknown[] = [];

/** The errors that the host saw while it served a request, in order of occurrence; the first few of them. */
export function requestErrors(record: RequestRecord): readonly unknown[] {
  const published = (record.request as IncomingMessage & { [PUBLISHED_ERRORS]?: unknown })[
    PUBLISHED_ERRORS
  ];
  if (published === undefined) return record.errors ?? NONE;
  const errors = published instanceof Set ? [...published].slice(0, MAX_ERRORS) : [];
  for (const error of record.errors ?? NONE) {
    if (!errors.includes(error)) errors.push(error);
  }
  return errors;
}

/** Notes an error that a middleware saw. */
export function noteError(record: RequestRecord, error: unknown): void {
  record.errors ??= [];
  if (record.errors.length < MAX_ERRORS && !record.errors.includes(error)) {
    record.errors.push(error);
  }
}

/**
 * Whether an error is the host's way of answering with 4xx (`http-errors`, a malformed URL): control flow, not a failure.
 * Never throws.
 */
export function isClientError(error: unknown): boolean {
  try {
    if (typeof error !== 'object' || error === null) return false;
    const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
    const code = status ?? statusCode;
    return typeof code === 'number' && code >= 400 && code < 500;
  } catch {
    return false;
  }
}
