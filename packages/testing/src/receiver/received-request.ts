import type { IncomingHttpHeaders } from 'node:http';
import type { SignalType } from '@fluxora/telemetry-core';
import type { Decoded, OtlpViolation } from '../otlp/decoded.ts';
import { logsFromOtlp, spansFromOtlp } from '../otlp/from-otlp.ts';
import { metricsFromOtlp } from '../otlp/metrics-from-otlp.ts';
import { decodeJson } from '../otlp/json-reader.ts';
import { decodeProtobuf } from '../otlp/protobuf-reader.ts';
import type { OtlpMessage, OtlpMessageName } from '../otlp/otlp-schema.ts';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';

/** A request to the receiver, answered or not. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Without parameters, lower case; empty when there is none. */
  readonly contentType: string;
  /** `identity`, `gzip`, `deflate`, or what else was named. */
  readonly encoding: string;
  /** Size on the wire. */
  readonly bytes: number;
  /** The decompressed body; empty when it was refused before it was read. */
  readonly body: Buffer;
  /** The HTTP status of the answer; 0 while there is none, and for ever after `hang` and `reset`. */
  readonly status: number;
  /** Whether the telemetry in it counts as received: it was answered with success. */
  readonly accepted: boolean;
  /** Milliseconds since the Unix epoch at which the request was read completely. */
  readonly receivedAtMs: number;
  /** What arrived; absent when the path is unknown or the body could not be decoded. */
  readonly payload?: OtlpPayload;
}

/** A decoded body: the OTLP message as sent, and what it says in the shapes that tests use. */
export type OtlpPayload = {
  /** Fields that the OTLP schema does not have. A sender without faults causes none. */
  readonly violations: readonly OtlpViolation[];
  /** Spans, data points or log records. */
  readonly items: number;
  readonly spans: readonly TestSpan[];
  readonly metrics: readonly TestMetric[];
  readonly logs: readonly TestLog[];
} & (
  | { readonly signal: 'traces'; readonly message: OtlpMessage<'ExportTraceServiceRequest'> }
  | { readonly signal: 'metrics'; readonly message: OtlpMessage<'ExportMetricsServiceRequest'> }
  | { readonly signal: 'logs'; readonly message: OtlpMessage<'ExportLogsServiceRequest'> }
);

export type OtlpContentType = 'application/x-protobuf' | 'application/json';

/** Decodes an export request. Throws `OtlpDecodeError` when the body is not what it says it is. */
export function decodePayload(
  signal: SignalType,
  contentType: OtlpContentType,
  body: Buffer,
): OtlpPayload {
  const decode = <Name extends OtlpMessageName>(name: Name): Decoded<Name> =>
    contentType === 'application/json'
      ? decodeJson(body.toString('utf8'), name)
      : decodeProtobuf(body, name);
  const none = { spans: [], metrics: [], logs: [] };
  if (signal === 'traces') {
    const { message, violations } = decode('ExportTraceServiceRequest');
    const spans = spansFromOtlp(message);
    return { ...none, signal, message, violations, spans, items: spans.length };
  }
  if (signal === 'metrics') {
    const { message, violations } = decode('ExportMetricsServiceRequest');
    const metrics = metricsFromOtlp(message);
    const items = metrics.reduce((sum, metric) => sum + metric.points.length, 0);
    return { ...none, signal, message, violations, metrics, items };
  }
  const { message, violations } = decode('ExportLogsServiceRequest');
  const logs = logsFromOtlp(message);
  return { ...none, signal, message, violations, logs, items: logs.length };
}
