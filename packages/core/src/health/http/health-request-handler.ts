import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthHttpOptions } from './health-http-options.ts';

/** Answers a health request and returns true, or returns false and leaves request and response alone. Never throws. */
export type HealthRequestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Makes a handler for servers of `node:http`.
 *
 * @throws TelemetryError with code `options.invalid` that lists every problem.
 */
export declare function healthRequestHandler(options?: HealthHttpOptions): HealthRequestHandler;
