import type { ServerResponse } from 'node:http';
import type { StreamKind } from './request-record.ts';

/** What Node keeps on a response beside its public members. All may be absent (HTTP/2, other servers). */
interface ResponseInternals {
  /** Length of the body, as declared or as given to `end()`; null when it is sent in chunks. */
  readonly _contentLength?: unknown;
  readonly _hasBody?: unknown;
  /** The head as it was sent. */
  readonly _header?: unknown;
}

/** Bytes of the body of a response that went out completely. Undefined when its length was not declared. */
export function responseBytes(response: ServerResponse): number | undefined {
  const internals = response as ResponseInternals;
  if (internals._hasBody === false) return 0;
  if (typeof internals._contentLength === 'number') return internals._contentLength;
  const declared = responseHeader(response, 'content-length');
  const bytes = declared === undefined ? Number.NaN : Number(declared);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

/** The kind of stream that a response is, once its head is sent. */
export function streamKindOf(response: ServerResponse | undefined): StreamKind | undefined {
  // A declared length is the mark of an answer that ends; looking at it first spares most requests the header.
  if (response === undefined || !response.headersSent) return undefined;
  if (typeof (response as ResponseInternals)._contentLength === 'number') return undefined;
  const type = responseHeader(response, 'content-type');
  if (typeof type !== 'string') return undefined;
  if (/^text\/event-stream\b/i.test(type)) return 'server_sent_events';
  return /^multipart\/x-mixed-replace\b/i.test(type) ? 'multipart' : undefined;
}

/**
 * A header of a response. When headers are given to `writeHead()` alone, Node does not keep them but only sends them; then the
 * head that was sent is searched.
 *
 * @param name - In lower case.
 */
export function responseHeader(
  response: ServerResponse,
  name: string,
): string | readonly string[] | undefined {
  const value = response.getHeader(name);
  if (value !== undefined) return typeof value === 'number' ? String(value) : value;
  const head = (response as ResponseInternals)._header;
  if (typeof head !== 'string' || response.getHeaderNames().length > 0) return undefined;
  const values: string[] = [];
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).toLowerCase() === name) {
      values.push(line.slice(colon + 1).trim());
    }
  }
  return values.length > 1 ? values : values[0];
}
