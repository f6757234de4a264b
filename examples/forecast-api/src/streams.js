import { once } from 'node:events';
import { instruments } from './catalog.js';

/** @type {Set<() => void>} */
const open = new Set();

/**
 * Runs `write` while a stream is open: counts it, and tells it through the signal when the client has gone or the service stops.
 *
 * @param {import('express').Response} res
 * @param {'sse' | 'ndjson'} format
 * @param {(signal: AbortSignal) => Promise<void>} write
 */
export async function withStream(res, format, write) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const attributes = { 'forecast_api.stream.format': format };
  instruments.streamsOpen.add(1, attributes);
  open.add(stop);
  res.once('close', stop);
  try {
    await write(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    open.delete(stop);
    instruments.streamsOpen.add(-1, attributes);
    if (!res.destroyed) res.end();
  }
}

/**
 * Writes, and waits when the client reads more slowly than we write.
 *
 * @param {import('express').Response} res
 * @param {string} chunk
 * @param {AbortSignal} signal
 */
export async function writeChunk(res, chunk, signal) {
  signal.throwIfAborted();
  if (!res.write(chunk)) await once(res, 'drain', { signal });
}

/** Ends every open stream, so that the server can close. */
export function endStreams() {
  for (const stop of open) stop();
}
