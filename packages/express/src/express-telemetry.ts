import type { IncomingMessage, ServerResponse } from 'node:http';
import { context, createContextKey, type Context, type Span } from '@opentelemetry/api';
import { observeHandlers } from './handlers/observe-handlers.ts';
import type { HttpServerOptions } from './options.ts';
import { routeTemplate } from './routing/route-resolver.ts';
import { type Connection, connectionOf, recordOf } from './server/connection.ts';
import { isSuppressed } from './server/request-context.ts';
import type { RequestRecord } from './server/request-record.ts';
import { ServerTelemetry } from './server/server-telemetry.ts';
import { resolveSettings } from './settings.ts';

/** A middleware of Express 4 and 5. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * A middleware that traces and measures the requests of one app, for programs that set up OpenTelemetry themselves. Put it
 * before everything else: what stands before it is not measured.
 *
 * It does nothing to requests that {@link instrumentHttpServer} already records. Beside `@opentelemetry/instrumentation-http`
 * it leaves that one's span and duration metric in place and adds route, errors and attributes.
 *
 * Throws `TelemetryError('options.invalid')` for wrong options; the middleware itself never throws.
 *
 * @example
 * app.use(expressTelemetry());
 */
export function expressTelemetry(options: HttpServerOptions = {}): Middleware {
  const telemetry = new ServerTelemetry(resolveSettings(options));
  telemetry.metrics.use();
  if (telemetry.settings.middlewareSpans) observeHandlers(telemetry);

  return function recordRequest(request, response, next) {
    const record = startRecord(telemetry, request, response);
    if (record?.context === undefined) next();
    else runIn(record.context, next);
  };
}

/** Passes on even when the context manager fails; what fails further down the line is thrown as ever. */
function runIn(active: Context, next: () => void): void {
  let isPassedOn = false;
  try {
    context.with(active, () => {
      isPassedOn = true;
      next();
    });
  } catch (error) {
    if (isPassedOn) throw error;
    next();
  }
}

/** The record of a request that nobody records yet. Never throws. */
function startRecord(
  telemetry: ServerTelemetry,
  request: IncomingMessage,
  response: ServerResponse,
): RequestRecord | undefined {
  try {
    if (recordOf(request) !== undefined || isSuppressed(context.active())) return undefined;
    const connection = connectionOf(request.socket);
    const foreign = foreignRequest();
    const record = foreign
      ? adopt(telemetry, request, response, connection, foreign)
      : telemetry.start(request, response, connection);
    if (record === undefined) return undefined;
    response.once('close', () => record.owner.close(record, response.writableFinished));
    return record;
  } catch (error) {
    telemetry.complain('start', error);
    return undefined;
  }
}

/** How OpenTelemetry's HTTP instrumentation lets frameworks name its span. The key is that of `@opentelemetry/core`. */
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

interface ForeignRequest {
  readonly type?: unknown;
  readonly span: Span;
  route?: string;
}

function foreignRequest(): ForeignRequest | undefined {
  const metadata = context.active().getValue(RPC_METADATA) as Partial<ForeignRequest> | undefined;
  return metadata?.type === 'http' && metadata.span ? (metadata as ForeignRequest) : undefined;
}

function adopt(
  telemetry: ServerTelemetry,
  request: IncomingMessage,
  response: ServerResponse,
  connection: Connection,
  foreign: ForeignRequest,
): RequestRecord | undefined {
  const record = telemetry.adopt(request, response, connection, foreign.span);
  // Its owner names and ends it when the response is closed, so ours has to be done before.
  response.once('finish', () => {
    const route = routeTemplate(request, performance.now());
    if (route !== undefined) foreign.route = route;
    record?.owner.close(record, true);
  });
  return record;
}
