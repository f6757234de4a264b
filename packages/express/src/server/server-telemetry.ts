import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { notices as processNotices } from '@fluxora/telemetry-core';
import { httpServerCatalog } from '../catalog.ts';
import { knownMethod } from '../http-method.ts';
import type { Settings } from '../settings.ts';
import { requestHeaderAttributes } from './captured-headers.ts';
import type { Connection } from './connection.ts';
import { finishRequest } from './finish-request.ts';
import { isClientGone } from './is-client-gone.ts';
import { requestAttributes } from './request-attributes.ts';
import { followBody, parentOf, SUPPRESSED_CONTEXT } from './request-context.ts';
import { type RecordOwner, RequestRecord, type StreamKind } from './request-record.ts';
import { parseTarget } from './request-target.ts';
import { type ServerMetrics, serverMetrics } from './server-metrics.ts';

/** What wants to know when the requests of a {@link ServerTelemetry} come and go. */
interface Observers {
  /** Called just before the span of a request ends. */
  beforeEnd?: (record: RequestRecord) => void;
  /** Called when the last open request was closed. */
  onIdle?: () => void;
}

/** Starts and ends the telemetry of requests, whoever noticed them. Nothing here throws. */
export class ServerTelemetry implements RecordOwner {
  readonly settings: Settings;
  readonly metrics: ServerMetrics;
  readonly observers: Observers = {};
  readonly #closed: RequestRecord[] = [];
  #openCount = 0;
  #hasCheckedContext = false;
  #provider: TracerProvider | undefined;
  #tracer: Tracer | undefined;

  constructor(settings: Settings) {
    this.settings = settings;
    this.metrics = serverMetrics(settings.providers);
  }

  /**
   * Starts the record of a request: its span and the context to serve it in, or the context that silences an ignored one.
   *
   * @returns undefined when there is nobody to tell: no span is recorded, no metric is read and no trace has to be passed on.
   */
  start(
    request: IncomingMessage,
    response: ServerResponse | undefined,
    connection: Connection,
    upgradeKind?: StreamKind,
  ): RequestRecord | undefined {
    try {
      const method = knownMethod(request.method);
      const record = new RequestRecord(this, request, response, connection, method);
      record.upgradeKind = upgradeKind;
      const target = parseTarget(request.url);
      if (this.#isIgnored(request, target.path)) {
        record.context = SUPPRESSED_CONTEXT;
        this.#add(record);
        if (bodyLength(request) !== -1) followBody(request, SUPPRESSED_CONTEXT);
        return record;
      }
      const attributes = requestAttributes(request, target, method, connection, this.settings);
      if (attributes['url.scheme'] !== connection.scheme) {
        record.scheme = attributes['url.scheme'] as RequestRecord['scheme'];
      }
      this.#startSpan(record, attributes);
      return this.#open(record) ? record : undefined;
    } catch (error) {
      this.complain('start', error);
      return undefined;
    }
  }

  /** Starts the record of a request whose span another instrumentation started. */
  adopt(
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    span: Span,
  ): RequestRecord | undefined {
    if (this.#isIgnored(request, parseTarget(request.url).path)) return undefined;
    const record = new RequestRecord(
      this,
      request,
      response,
      connection,
      knownMethod(request.method),
    );
    record.span = span;
    record.ownsSpan = false;
    return this.#open(record) ? record : undefined;
  }

  close(record: RequestRecord, isFinished: boolean): void {
    if (!record.isOpen) return;
    record.isOpen = false;
    record.isFinished = isFinished;
    record.endedAt = performance.now();
    record.connection.remove(record);
    this.#openCount -= 1;
    if (this.#openCount === 0) this.observers.onIdle?.();
    if (record.span === undefined) return;
    this.metrics.open.remove(record);
    if (!isFinished) record.isClientGone = isClientGone(record.request);
    // The owner of an adopted span is about to end it.
    if (!record.ownsSpan) this.#end(record);
    // Not at once: listeners of `finish` and `close` may still add to the span.
    else if (this.#closed.push(record) === 1) process.nextTick(this.#endClosed);
  }

  /** Whether requests are open that this telemetry started. */
  get isIdle(): boolean {
    return this.#openCount === 0;
  }

  readonly #endClosed = (): void => {
    const closed = this.#closed;
    for (let position = 0; position < closed.length; position++) {
      this.#end(closed[position] as RequestRecord);
    }
    closed.length = 0;
  };

  #end(record: RequestRecord): void {
    if (record.span === undefined) return;
    try {
      this.observers.beforeEnd?.(record);
      finishRequest(record, record.span, this.metrics, this.settings);
    } catch (error) {
      this.complain('end', error);
      endQuietly(record);
    }
  }

  /** Says once when spans are recorded but nothing carries their context: children and logs would have no trace. */
  checkContextOnce(record: RequestRecord): void {
    if (this.#hasCheckedContext || !record.span?.isRecording()) return;
    this.#hasCheckedContext = true;
    if (context.active() === record.context) return;
    const { notices = processNotices } = this.settings.providers;
    notices.once(
      'express context',
      'telemetry/express: the context of a request could not be made active; its child spans and logs will have no trace. ' +
        'Register a context manager that can attach, such as AsyncLocalStorageContextManager 3.',
    );
  }

  /** Says once that something of ours failed. The request goes on. */
  complain(where: string, error: unknown): void {
    try {
      const { notices = processNotices } = this.settings.providers;
      notices.once(
        `express ${where}`,
        `telemetry/express: the telemetry of a request failed (${where}): ${String(error)}. ` +
          'The request was served. Check which OpenTelemetry SDK is registered, and the functions in the options.',
      );
    } catch {
      // Speaking is a courtesy: it must not cost the host anything.
    }
  }

  #isIgnored(request: IncomingMessage, path: string): boolean {
    try {
      return this.settings.isIgnored(request, path);
    } catch (error) {
      this.complain('ignore', error);
      return false;
    }
  }

  #startSpan(record: RequestRecord, attributes: Attributes): void {
    const { request, method } = record;
    const { trustTraceContext, requestHeaders } = this.settings;
    if (requestHeaders.length > 0) {
      Object.assign(attributes, requestHeaderAttributes(request, requestHeaders));
    }
    const parent = parentOf(request, trustTraceContext);
    const { upgradeKind } = record;
    const span = this.tracer().startSpan(
      upgradeKind === undefined ? method.spanName : `${method.spanName} ${upgradeKind}`,
      parent.links
        ? { kind: SpanKind.SERVER, attributes, links: parent.links }
        : { kind: SpanKind.SERVER, attributes },
      parent.context,
    );
    record.span = span;
    record.context = trace.setSpan(parent.context, span);
  }

  #open(record: RequestRecord): boolean {
    const { span, request } = record;
    const isRecording = span?.isRecording() === true;
    if (!isRecording && !this.metrics.instruments.requestDuration.isEnabled()) {
      const isPassingOn = span !== undefined && trace.isSpanContextValid(span.spanContext());
      if (!isPassingOn) return false;
    }
    this.#add(record);
    this.metrics.open.add(record);
    const bytes = bodyLength(request);
    if (bytes !== -1) {
      record.isCounted = bytes === undefined;
      record.requestBytes = bytes ?? 0;
      if (record.context !== undefined) followBody(request, record.context, record);
    }
    return true;
  }

  #add(record: RequestRecord): void {
    record.connection.add(record);
    this.#openCount += 1;
  }

  /** The tracer of the provider of the moment. */
  tracer(): Tracer {
    const provider = this.settings.providers.tracerProvider ?? trace.getTracerProvider();
    if (this.#tracer === undefined || provider !== this.#provider) {
      this.#tracer = provider.getTracer(httpServerCatalog.name, httpServerCatalog.version);
      this.#provider = provider;
    }
    return this.#tracer;
  }
}

/** Bytes of the body to come: -1 when there is none, undefined when it comes in chunks. */
function bodyLength(request: IncomingMessage): number | undefined {
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const declared = headers['content-length'];
  if (declared === undefined || declared === '0') return -1;
  const bytes = Number(declared);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function endQuietly(record: RequestRecord): void {
  try {
    if (record.ownsSpan) record.span?.end();
  } catch {
    // A span that cannot end costs itself.
  }
}
