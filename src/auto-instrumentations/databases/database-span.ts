import { errorType } from '@fluxora/telemetry-core';
import {
  SpanStatusCode,
  type Attributes,
  type AttributeValue,
  type Context,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
  type Tracer,
} from '@opentelemetry/api';
import { sanitizeSql, sqlOperation } from './sanitize-sql.ts';

const TEXT = 'db.query.text';
const OPERATION = 'db.operation.name';

/** Systems whose statements are no SQL; their text is made without values by their own instrumentations. */
const NOT_SQL = new Set<unknown>(['redis', 'mongodb', 'memcached']);
/** Of the connection, not of the server. */
const SYSTEM_ERROR = /^(E[A-Z]{3,}|ERR_\w+)$/;
/** What identifies an operation in the metric, when the instrumentation says it. */
const MEASURED = [
  'db.system.name',
  'db.namespace',
  'db.collection.name',
  OPERATION,
  'server.address',
  'server.port',
  'db.response.status_code',
  'error.type',
];

interface DatabaseSpanOptions {
  readonly keepsValues: boolean;
  /** Told the duration and the attributes of an operation; not of a connection that was opened. */
  readonly onEnd: (seconds: number, attributes: Attributes) => void;
}

/**
 * The span of one database call: the real one, behind a counter where what is written to it is looked through. A statement may come
 * with the start or later; an unsampled span is measured like any other.
 */
export class DatabaseSpan implements Span {
  readonly #span: Span;
  readonly #startedAt = performance.now();
  readonly #known: Attributes;
  readonly #options: DatabaseSpanOptions;
  #isEnded = false;

  constructor(
    tracer: Tracer,
    name: string,
    spanOptions: SpanOptions,
    parent: Context,
    options: DatabaseSpanOptions,
  ) {
    this.#options = options;
    this.#known = {};
    const attributes = this.#cleaned(spanOptions.attributes ?? {});
    Object.assign(this.#known, attributes);
    this.#span = tracer.startSpan(this.#nameOr(name), { ...spanOptions, attributes }, parent);
  }

  spanContext(): SpanContext {
    return this.#span.spanContext();
  }

  setAttribute(key: string, value: AttributeValue): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    const cleaned = this.#cleaned(attributes);
    Object.assign(this.#known, cleaned);
    this.#span.setAttributes(cleaned);
    if (TEXT in cleaned) this.#span.updateName(this.#nameOr(undefined));
    return this;
  }

  addEvent(
    name: string,
    ...rest: [attributesOrTime?: Attributes | TimeInput, time?: TimeInput]
  ): this {
    this.#span.addEvent(name, ...rest);
    return this;
  }

  addLink(link: Link): this {
    this.#span.addLink(link);
    return this;
  }

  addLinks(links: Link[]): this {
    this.#span.addLinks(links);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (status.code !== SpanStatusCode.ERROR) {
      this.#span.setStatus(status);
      return this;
    }
    this.#fail(undefined);
    this.#span.setStatus(
      this.#options.keepsValues
        ? status
        : { ...status, message: String(this.#known['error.type']) },
    );
    return this;
  }

  /** Messages of databases repeat what they were given: `Duplicate entry 'a@b.de'`. The caller has the error itself. */
  recordException(exception: Exception, time?: TimeInput): void {
    this.#fail(exception);
    const type = String(this.#known['error.type']);
    this.#span.recordException(this.#options.keepsValues ? exception : { name: type }, time);
  }

  updateName(name: string): this {
    this.#span.updateName(name);
    return this;
  }

  isRecording(): boolean {
    return this.#span.isRecording();
  }

  end(endTime?: TimeInput): void {
    this.#span.end(endTime);
    if (this.#isEnded) return;
    this.#isEnded = true;
    // The rest are connections that were opened.
    if (!this.#isStatement && this.#known[OPERATION] === undefined) return;
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    const attributes: Attributes = {};
    for (const name of MEASURED) {
      const value = this.#known[name];
      if (value !== undefined) attributes[name] = value;
    }
    this.#options.onEnd(seconds, attributes);
  }

  #cleaned(attributes: Attributes): Attributes {
    const text = attributes[TEXT];
    const system = attributes['db.system.name'] ?? this.#known['db.system.name'];
    if (typeof text !== 'string' || NOT_SQL.has(system)) return attributes;
    const sanitized = sanitizeSql(
      text,
      system === 'mysql' || system === 'mariadb' ? 'mysql' : 'standard',
    );
    const operation = sqlOperation(sanitized);
    return {
      ...attributes,
      ...(operation !== undefined && { [OPERATION]: operation }),
      [TEXT]: this.#options.keepsValues ? text : sanitized,
    };
  }

  /** `SELECT forecasts`: operation, and collection or database. Of a call that is no operation, the name that was given. */
  #nameOr(given: string | undefined): string {
    const operation = this.#known[OPERATION];
    // Given names are made of the statement, too.
    if (typeof operation !== 'string') return this.#isStatement ? 'query' : (given ?? 'query');
    const target = this.#known['db.collection.name'] ?? this.#known['db.namespace'];
    return typeof target === 'string' && target !== '' ? `${operation} ${target}` : operation;
  }

  /** A SQL statement, with or without a word that says what it does. */
  get #isStatement(): boolean {
    return TEXT in this.#known && !NOT_SQL.has(this.#known['db.system.name']);
  }

  #fail(error: unknown): void {
    if (this.#known['error.type'] !== undefined && error === undefined) return;
    const code = codeOf(error, this.#known['db.system.name']);
    const attributes = {
      'error.type': code ?? errorType(error),
      ...(code !== undefined && !SYSTEM_ERROR.test(code) && { 'db.response.status_code': code }),
    };
    Object.assign(this.#known, attributes);
    this.#span.setAttributes(attributes);
  }
}

/** The server's own code: as OpenTelemetry's instrumentation of pg words it, or the first word of an answer of Redis. */
function codeOf(error: unknown, system: unknown): string | undefined {
  const message =
    typeof error === 'string' ? error : (error as { message?: unknown } | undefined)?.message;
  if (typeof message !== 'string') return undefined;
  const pattern = system === 'redis' ? /^([A-Z]{3,20})\b/ : /\(code: (\w{2,40})\)$/;
  const code = pattern.exec(message)?.[1];
  return code === 'UNKNOWN' ? undefined : code;
}
