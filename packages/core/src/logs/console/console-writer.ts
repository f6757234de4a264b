import type { Writable } from 'node:stream';
import type { LineStream } from './console-mode.ts';
import { BatchingWriter, type StdoutLike } from './batching-writer.ts';

/**
 * Writes one line, never through `console.*`, which may be captured. Never throws and never waits; a reader that went away
 * (EPIPE) costs the line, not the process.
 *
 * The process's own streams collect the lines of one turn of the event loop when they are no terminal: a write costs about
 * ten times what a line costs. Terminals and other streams get each line at once.
 *
 * @param isUrgent - Write now, with everything collected: what is worth an error may be the last word before a crash.
 */
export function writeLine(stream: LineStream, line: string, isUrgent: boolean): void {
  try {
    if (isProcessStream(stream) && !stream.isTTY) writerOf(stream).write(line, isUrgent);
    else (stream as Writable).write(`${line}\n`, writeCallback(stream as Writable));
  } catch {
    // A stream that throws costs the line.
  }
}

/**
 * Keeps a failed write from crashing the host: Node calls back before it emits 'error', which with nobody listening would
 * be thrown. Only our own writes are covered; what the host's writes do stays the host's business.
 */
function writeCallback(stream: Writable): (error?: Error | null) => void {
  return (error) => {
    if (!error || typeof stream.once !== 'function') return;
    if (stream.listenerCount('error') === 0) stream.once('error', () => undefined);
  };
}

const writers = new WeakMap<object, BatchingWriter>();

function writerOf(stream: StdoutLike): BatchingWriter {
  let writer = writers.get(stream);
  if (!writer) {
    writer = new BatchingWriter(stream, writeCallback(stream));
    writers.set(stream, writer);
    const finalWriter = writer;
    process.on('exit', () => finalWriter.finish());
  }
  return writer;
}

function isProcessStream(stream: LineStream): stream is StdoutLike {
  return stream === process.stdout || stream === process.stderr;
}
