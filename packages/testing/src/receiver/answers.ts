import type { SignalType } from '@fluxora/telemetry-core';
import { encodeProtobuf } from '../otlp/protobuf-writer.ts';
import type { OtlpContentType } from './received-request.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: OtlpContentType;
  readonly body: Buffer;
  readonly retryAfterSeconds?: number;
  /** The connection must end: part of the request was not read. */
  readonly closes?: boolean;
}

const RESPONSES = {
  traces: ['ExportTraceServiceResponse', 'rejectedSpans'],
  metrics: ['ExportMetricsServiceResponse', 'rejectedDataPoints'],
  logs: ['ExportLogsServiceResponse', 'rejectedLogRecords'],
} as const;

/** Success, in the encoding of the request. With `rejected`, partial success. */
export function success(
  signal: SignalType,
  contentType: OtlpContentType,
  rejected?: { readonly count: number; readonly message: string },
): Answer {
  const [name, countField] = RESPONSES[signal];
  const message = rejected
    ? { partialSuccess: { [countField]: BigInt(rejected.count), errorMessage: rejected.message } }
    : {};
  const body =
    contentType === 'application/json'
      ? Buffer.from(JSON.stringify(message, int64AsText))
      : encodeProtobuf(name, message);
  return { status: 200, contentType, body };
}

/** An error with a `google.rpc.Status` as its body, as OTLP asks for. */
export function failure(
  status: number,
  contentType: OtlpContentType,
  message: string,
  extra: Pick<Answer, 'retryAfterSeconds' | 'closes'> = {},
): Answer {
  const details = { code: RPC_CODES[status] ?? (status < 500 ? 9 : 13), message };
  const body =
    contentType === 'application/json'
      ? Buffer.from(JSON.stringify(details))
      : encodeProtobuf('google.rpc.Status', details);
  return { status, contentType, body, ...extra };
}

/** The same answer in 16 bytes more, which readers skip: an empty message has no body that could come slowly. */
export function padded(answer: Answer): Answer {
  const padding =
    answer.contentType === 'application/json'
      ? Buffer.alloc(16, ' ')
      : Buffer.from([(15 << 3) | 2, 14, ...Buffer.alloc(14)]);
  return { ...answer, body: Buffer.concat([answer.body, padding]) };
}

// google.rpc.Code by HTTP status; else FAILED_PRECONDITION (9) or INTERNAL (13).
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  413: 3,
  415: 3,
  429: 8,
  502: 14,
  503: 14,
  504: 4,
};

function int64AsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
