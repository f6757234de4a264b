import type { IncomingMessage, ServerResponse } from 'node:http';
import { recordOf } from './server/connection.ts';
import { noteError } from './server/request-errors.ts';

/** An error middleware of Express 4 and 5. */
export type ErrorMiddleware = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * An error middleware that shows what failed on the span of its request: class, message and stack trace. Put it after the
 * routes and before your own error middleware; it passes every error on untouched.
 *
 * Express 5.3 and later do not need it: there the errors are known anyway.
 *
 * @example
 * app.use(expressErrorTelemetry());
 */
export function expressErrorTelemetry(): ErrorMiddleware {
  // Express tells error middleware by its four parameters.
  return function noteRequestError(error, request, _response, next) {
    try {
      const record = recordOf(request);
      if (record !== undefined) noteError(record, error);
    } catch {
      // Not knowing an error must not hide it from the host.
    }
    next(error);
  };
}
