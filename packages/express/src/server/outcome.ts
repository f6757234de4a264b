import { errorType } from '@fluxora/telemetry-core';
import { isClientError, requestErrors } from './request-errors.ts';
import type { RequestRecord } from './request-record.ts';

/** What became of a request. */
export interface Outcome {
  /** Undefined when nothing was sent: the 200 on the response is then only a default. */
  readonly status: number | undefined;
  /** Undefined on success and on 4xx, which are the client's doing. */
  readonly errorType: string | undefined;
  /** Whether the server failed, so that its span has status ERROR. */
  readonly isFault: boolean;
  /** To be shown on the span as exceptions. */
  readonly errors: readonly unknown[];
}

const NO_ERRORS: readonly unknown[] = Object.freeze([]);
const successes = new Map<number, Outcome>();

/**
 * | the response | says |
 * | --- | --- |
 * | finished | its status; from 500 the class of the error if it is known, else the status as text |
 * | destroyed with an error | the class of the error; the status if it was sent |
 * | gone because the client left | `client_disconnect`, no fault of the server's |
 * | gone because the server closed the connection | the error that made it, else `server_disconnect` |
 *
 * Errors that the host turned into an answer below 500 are shown as exceptions, unless they ask for a 4xx themselves; the
 * outcome is the answer's.
 */
export function outcomeOf(record: RequestRecord): Outcome {
  const { response } = record;
  const status = response?.headersSent ? response.statusCode : undefined;
  const errors = requestErrors(record);
  if (record.isFinished && errors.length === 0 && status !== undefined && status < 500) {
    return success(status);
  }
  const shown = errors.filter((error) => !isClientError(error));
  const [first = response?.errored ?? undefined] = shown;
  if (record.isFinished) {
    const isFault = status !== undefined && status >= 500;
    const type = first === undefined ? String(status) : errorType(first);
    return { status, errorType: isFault ? type : undefined, isFault, errors: shown };
  }
  const cause = destroyingError(record) ?? (record.isClientGone ? undefined : first);
  if (cause !== undefined) {
    const all = shown.includes(cause) ? shown : [...shown, cause];
    return { status, errorType: errorType(cause), isFault: true, errors: all };
  }
  return record.isClientGone
    ? { status, errorType: 'client_disconnect', isFault: false, errors: shown }
    : { status, errorType: 'server_disconnect', isFault: true, errors: shown };
}

function success(status: number): Outcome {
  let outcome = successes.get(status);
  if (outcome === undefined) {
    outcome = { status, errorType: undefined, isFault: false, errors: NO_ERRORS };
    // Node allows 100 to 999, so this cannot grow beyond that.
    successes.set(status, outcome);
  }
  return outcome;
}

/** The error with which the host destroyed the response or the request. */
function destroyingError({ request, response }: RequestRecord): Error | undefined {
  for (const error of [response?.errored, request.errored]) {
    if (error && !isAbortNotice(error)) return error;
  }
  return undefined;
}

/** With this Node itself destroys what a lost connection leaves behind. */
function isAbortNotice(error: Error): boolean {
  return error.message === 'aborted' && (error as { code?: unknown }).code === 'ECONNRESET';
}
