import type { Writable } from 'node:stream';
import type { LineStream } from './console-mode.ts';

/**
 * Writes a line to the console, never through `console.*`, which may be captured. Never throws; a reader that went away
 * (EPIPE) costs the line.
 */
export function writeLine(stream: LineStream, line: string): void {
  try {
    (stream as Writable).write(`${line}\n`, (error) => {
      if (error) swallowNextError(stream as Writable);
    });
  } catch {
    // A stream that throws costs the line.
  }
}

/** Node calls back before it emits the stream's 'error', which nobody listening would turn into a crash. */
function swallowNextError(stream: Writable): void {
  if (typeof stream.once !== 'function' || stream.listenerCount('error') > 0) return;
  const ignore = (): void => undefined;
  stream.once('error', ignore);
}
