import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

export interface ReceivedBody {
  /** As it came over the wire. */
  readonly wireBytes: number;
  /** Decompressed. */
  readonly content: Buffer;
}

/** A request that is answered with this status instead of being decoded. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const DECOMPRESS = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/**
 * Reads and decompresses a request body. More than `maxBytes`, before or after decompression, is refused with 413, an unknown
 * encoding with 415, a broken one with 400.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let wireBytes = 0;
  // Leaving the loop early must not destroy the socket: the answer still goes over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer;
    wireBytes += bytes.length;
    if (wireBytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(bytes);
  }
  const content = await decompress(Buffer.concat(chunks), encodingOf(request), maxBytes);
  return { wireBytes, content };
}

/** The content encoding: `identity` when none is named. */
export function encodingOf(request: IncomingMessage): string {
  return request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
}

async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw new RefusedRequest(415, `content encoding ${JSON.stringify(encoding)} is not supported`);
  }
  try {
    return await DECOMPRESS[encoding](body, { maxOutputLength: maxBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new RefusedRequest(400, `the body is not ${encoding}: ${message}`, { cause });
  }
}

function tooLarge(maxBytes: number): RefusedRequest {
  return new RefusedRequest(413, `the body is larger than ${maxBytes} bytes`);
}
