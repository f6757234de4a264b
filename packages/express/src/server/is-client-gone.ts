import type { IncomingMessage } from 'node:http';

const CLIENT_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);
/** What Node's parser says of what a client sent, or did not send in time. */
const PROTOCOL_CODE = /^HPE_|^ERR_HTTP_REQUEST_TIMEOUT$/;

/** Whether it was the client who ended a connection that is closed. False when the server destroyed it. Never throws. */
export function isClientGone(request: IncomingMessage): boolean {
  try {
    const { socket } = request;
    if (!socket || socket.readableEnded) return true;
    const code = (socket.errored as { code?: unknown } | null)?.code;
    return typeof code === 'string' && (CLIENT_CODES.has(code) || PROTOCOL_CODE.test(code));
  } catch {
    // The socket of an HTTP/2 session that is over cannot be read any more.
    return true;
  }
}
