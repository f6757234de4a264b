import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context, Span } from '@opentelemetry/api';
import type { KnownMethod } from '../http-method.ts';
import type { Connection, Scheme } from './connection.ts';

/** Who ends a record: the telemetry that started it. */
export interface RecordOwner {
  /** Notes that a request is over, and has its signals written soon. Doing it twice does nothing. Never throws. */
  close(record: RequestRecord, isFinished: boolean): void;
}

/** Kinds of responses that last by design and are measured apart. */
export type StreamKind = 'server_sent_events' | 'multipart' | 'websocket' | 'upgrade';

/**
 * One request on its way. A class with every member from the start: objects of one shape are what the hot path lives on.
 * It is kept beside the request and not on it, so that the host finds nothing new on its objects.
 */
export class RequestRecord {
  readonly owner: RecordOwner;
  readonly request: IncomingMessage;
  /** Absent for an upgrade, which has no response object. */
  readonly response: ServerResponse | undefined;
  readonly connection: Connection;
  readonly method: KnownMethod;
  /** The connection's, unless a trusted proxy says otherwise. */
  scheme: Scheme;
  /** `performance.now()`. */
  readonly startedAt: number;
  /** Absent for a request that is ignored. */
  span: Span | undefined;
  /** In which the request is served. */
  context: Context | undefined;
  /** False when another instrumentation started the span, and ends it. */
  ownsSpan = true;
  /** What an error middleware saw, first error first. */
  errors: unknown[] | undefined;
  /** Bytes of the request's body: as declared, or as counted while it was read (-1: no body). */
  requestBytes = -1;
  /** Whether {@link requestBytes} was counted, and so is right only once everything was read. */
  isCounted = false;
  upgradeKind: StreamKind | undefined;

  isOpen = true;
  /** Whether the response went out completely. */
  isFinished = false;
  /** `performance.now()`. */
  endedAt = 0;
  /** Whether the client ended the connection. Means something only while not {@link isFinished}. */
  isClientGone = false;

  /** Neighbours among all open requests. */
  previousOpen: RequestRecord | undefined;
  nextOpen: RequestRecord | undefined;
  /** The next request on the same connection: pipelined, or another stream of HTTP/2. */
  nextOnConnection: RequestRecord | undefined;

  constructor(
    owner: RecordOwner,
    request: IncomingMessage,
    response: ServerResponse | undefined,
    connection: Connection,
    method: KnownMethod,
  ) {
    this.owner = owner;
    this.request = request;
    this.response = response;
    this.connection = connection;
    this.method = method;
    this.scheme = connection.scheme;
    this.startedAt = performance.now();
  }
}
