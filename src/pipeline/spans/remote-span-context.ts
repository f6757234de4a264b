import type { SpanContext } from '@opentelemetry/api';

/**
 * Reads a `traceparent` of the form that nearly all have: `00-<trace id>-<span id>-00` or `-01`, in lower case, neither id all zeros.
 *
 * @returns `undefined` for all others, right ones among them.
 */
export function readTraceparent(header: unknown): RemoteSpanContext | undefined {
  return isCommon(header) ? new RemoteSpanContext(header) : undefined;
}

/** A span context whose ids have been looked at. */
export class RemoteSpanContext implements SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote = true;

  /** @param header - Of the common form. */
  constructor(header: string) {
    this.traceId = header.slice(TRACE_ID, TRACE_ID + 32);
    this.spanId = header.slice(SPAN_ID, SPAN_ID + 16);
    this.traceFlags = header.charCodeAt(FLAGS) - ZERO;
  }
}

const TRACE_ID = 3;
const SPAN_ID = 36;
const FLAGS = 54;
const LENGTH = 55;
const ZERO = 48;

function isCommon(header: unknown): header is string {
  if (typeof header !== 'string' || header.length !== LENGTH) return false;
  if (!header.startsWith('00-') || header[35] !== '-') return false;
  if (!header.endsWith('-01') && !header.endsWith('-00')) return false;
  return isId(header, TRACE_ID, 32) && isId(header, SPAN_ID, 16);
}

function isId(header: string, from: number, length: number): boolean {
  let hasOther = false;
  for (let position = from; position < from + length; position++) {
    const code = header.charCodeAt(position);
    if (!(code >= 48 && code <= 57) && !(code >= 97 && code <= 102)) return false;
    if (code !== ZERO) hasOther = true;
  }
  return hasOther;
}
