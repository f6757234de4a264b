import type { IncomingMessage } from 'node:http';
import type { SignalType } from '@fluxora/telemetry-core';
import { OtlpDecodeError } from '../otlp/decoded.ts';
import { failure, success, type Answer } from './answers.ts';
import type { OtlpFault } from './otlp-fault.ts';
import { readBody, RefusedRequest } from './read-body.ts';
import { decodePayload, type OtlpContentType } from './received-request.ts';
import type { RequestRecord } from './request-record.ts';

const SIGNAL_OF: Readonly<Record<string, SignalType>> = {
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
};

/**
 * Reads and decodes a request into its record.
 *
 * @returns The answer when the request is at fault, `undefined` when it is fine and `record.payload` is set.
 */
export async function readRequest(
  request: IncomingMessage,
  record: RequestRecord,
  maxBodyBytes: number,
): Promise<Answer | undefined> {
  try {
    const { wireBytes, content } = await readBody(request, maxBodyBytes);
    record.bytes = wireBytes;
    record.body = content;
    record.receivedAtMs = Date.now();
    record.payload = decodePayload(signalOf(record), contentTypeOf(record), content);
    return undefined;
  } catch (error) {
    const closes = !request.complete;
    if (error instanceof RefusedRequest) {
      return failure(error.status, record.answerType, error.message, { closes });
    }
    if (error instanceof OtlpDecodeError) {
      return failure(400, record.answerType, error.message, { closes });
    }
    throw error;
  }
}

/** The answer to a request that is fine, as far as `fault` lets it be. */
export function answerOf(record: RequestRecord, fault: OtlpFault | undefined): Answer {
  const signal = record.payload?.signal ?? 'traces';
  if (fault?.type === 'status') {
    const { status, message = `scripted ${status}`, retryAfterSeconds } = fault;
    return failure(
      status,
      record.answerType,
      message,
      retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    );
  }
  if (fault?.type === 'partial_success') {
    const { rejected, message = `scripted rejection of ${rejected}` } = fault;
    return success(signal, record.answerType, { count: rejected, message });
  }
  return success(signal, record.answerType);
}

function signalOf(record: RequestRecord): SignalType {
  const signal = SIGNAL_OF[record.path];
  if (!signal) {
    throw new RefusedRequest(
      404,
      `no ${record.path} here, only ${Object.keys(SIGNAL_OF).join(' ')}`,
    );
  }
  if (record.method !== 'POST') throw new RefusedRequest(405, `${record.method} is not POST`);
  return signal;
}

function contentTypeOf({ contentType }: RequestRecord): OtlpContentType {
  if (contentType === 'application/x-protobuf' || contentType === 'application/json') {
    return contentType;
  }
  throw new RefusedRequest(
    415,
    `content type ${JSON.stringify(contentType)} is not supported, use application/x-protobuf or application/json`,
  );
}
