import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { encodingOf } from './read-body.ts';
import type { OtlpContentType, OtlpPayload, ReceivedRequest } from './received-request.ts';

/** A {@link ReceivedRequest} while it is being handled. */
export class RequestRecord implements ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly contentType: string;
  readonly encoding: string;
  bytes = 0;
  body: Buffer = Buffer.alloc(0);
  status = 0;
  accepted = false;
  receivedAtMs: number = Date.now();
  payload?: OtlpPayload;

  constructor(request: IncomingMessage) {
    this.method = request.method ?? '';
    this.path = (request.url ?? '/').split('?', 1)[0]!;
    this.headers = request.headers;
    this.contentType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    this.encoding = encodingOf(request);
  }

  /** The encoding of the answer: that of the request, JSON where it has none of ours. */
  get answerType(): OtlpContentType {
    return this.contentType === 'application/x-protobuf'
      ? 'application/x-protobuf'
      : 'application/json';
  }
}
