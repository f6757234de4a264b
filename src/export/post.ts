import type { Agent } from 'node:http';

export interface PostRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  /** Called when the last byte was handed to the operating system. */
  readonly onWritten: () => void;
}

export interface PostResponse {
  readonly status: number;
  readonly statusText: string;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** A collector answers with a few bytes; more is somebody else. */
const MAX_RESPONSE_BYTES = 1_048_576;

/**
 * One HTTP POST. Rejects when there is no answer: refused, reset, aborted. Holds no reference on the event loop, so an
 * export never keeps a process alive: whoever wants to wait for it must.
 */
export async function post(request: PostRequest): Promise<PostResponse> {
  try {
    return await postOnce(request);
  } catch (error) {
    // The collector closed an idle connection just when we took it: nobody's fault, worth another try at once.
    if (error instanceof StaleConnectionError) return postOnce(request);
    throw error;
  }
}

class StaleConnectionError extends Error {}

function postOnce(request: PostRequest): Promise<PostResponse> {
  return new Promise((resolve, reject) => {
    const { url, agent, signal, body } = request;
    // Not imported: an ES import of node:http also loads undici, which costs a process tens of milliseconds at its start.
    const client = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
    const headers = { ...request.headers, 'Content-Length': String(body.byteLength) };
    const outgoing = client.request(url, { method: 'POST', agent, headers, signal });
    outgoing.on('socket', (socket) => socket.unref());
    outgoing.once('finish', request.onWritten);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
      if (signal.aborted) reject(signal.reason);
      else reject(isStale ? new StaleConnectionError(error.message) : error);
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > MAX_RESPONSE_BYTES) response.destroy(new Error('the answer exceeds 1 MiB'));
        else chunks.push(chunk);
      });
      response.on('error', (error) => reject(signal.aborted ? signal.reason : error));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          retryAfter: response.headers['retry-after'],
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.end(body);
  });
}
