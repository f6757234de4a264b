import type { Socket } from 'node:net';

const CLIENT_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);
/** What Node's parser says of what a client sent, or did not send in time. */
const PROTOCOL_CODE = /^HPE_|^ERR_HTTP_REQUEST_TIMEOUT$/;

/** Whether it was the client who ended a connection that is closed. False when the server destroyed it. */
export function isClientGone(socket: Socket | undefined): boolean {
  if (!socket) return true;
  if (socket.readableEnded) return true;
  const code = (socket.errored as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (CLIENT_CODES.has(code) || PROTOCOL_CODE.test(code));
}
