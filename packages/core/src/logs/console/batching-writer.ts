import { writeSync } from '../../node-builtins.ts';
import type { Writable } from 'node:stream';

/** `process.stdout` and `process.stderr`. */
export type StdoutLike = Writable & { readonly isTTY?: boolean; readonly fd?: number };

/** Characters collected before they are written without waiting for the end of the turn. */
const FLUSH_AT = 16_384;
/** Characters kept while the reader is too slow; further lines are left out, and their number is said in a line. */
const MAX_PENDING = 4_194_304;
/** Milliseconds without progress after which the last lines are given up when the process exits. */
const EXIT_PATIENCE_MS = 1_000;

// Taken now: fake timers of a test must not hold back lines.
const nextTurn = setImmediate;

/**
 * Collects lines and writes them once per turn of the event loop. Holds at most 4 million characters; a reader that is too
 * slow never makes it wait, and lines left out are announced in their place.
 *
 * On a pipe, Node writes what the kernel takes and queues the rest, which `process.exit()` discards. So this hands over
 * only while the stream's queue is empty, knows therefore what is still unwritten, and writes it synchronously at exit.
 */
export class BatchingWriter {
  readonly #stream: StdoutLike;
  readonly #onWritten: (error?: Error | null) => void;
  #pending = '';
  #leftOut = 0;
  #isScheduled = false;
  /** The chunk that the stream was given last; some of it may be in the stream's queue. */
  #handedOver: string | undefined;

  constructor(stream: StdoutLike, onWritten: (error?: Error | null) => void) {
    this.#stream = stream;
    this.#onWritten = onWritten;
  }

  write(line: string, isUrgent: boolean): void {
    if (this.#pending.length >= MAX_PENDING) {
      this.#leftOut++;
      return;
    }
    this.#pending += `${line}\n`;
    if (isUrgent || this.#pending.length >= FLUSH_AT) this.#flush();
    else if (!this.#isScheduled) {
      this.#isScheduled = true;
      nextTurn(this.#onTurn);
    }
  }

  readonly #onTurn = (): void => {
    this.#isScheduled = false;
    this.#flush();
  };

  #flush(): void {
    if (this.#pending === '') return;
    const stream = this.#stream;
    if (stream.destroyed || stream.writableEnded) {
      this.#pending = '';
      return;
    }
    if (stream.writableLength > 0) {
      this.#flushWhenWritten();
      return;
    }
    const chunk = this.#take();
    this.#handedOver = chunk;
    stream.write(chunk, (error) => {
      this.#onWritten(error);
      if (this.#handedOver === chunk) this.#handedOver = undefined;
      if (!error) this.#flush();
    });
  }

  /** The host's own writes give us no word when they are through; an empty write behind them does. */
  #flushWhenWritten(): void {
    if (this.#handedOver !== undefined || this.#isScheduled) return;
    this.#isScheduled = true;
    this.#stream.write('', (error) => {
      this.#onWritten(error);
      this.#onTurn();
    });
  }

  #take(): string {
    let chunk = this.#pending;
    if (this.#leftOut > 0) {
      chunk += `{"timestamp":"${new Date().toISOString()}","level":"warn","severity_number":13,"logger":"telemetry","message":"telemetry/logs: ${this.#leftOut} console lines were left out because stdout was not read for too long. Read it faster, or log less."}\n`;
      this.#leftOut = 0;
    }
    this.#pending = '';
    return chunk;
  }

  /** Writes everything now, waiting for a slow reader, but not for one that stopped reading. Called when the process exits. */
  finish(): void {
    try {
      const stream = this.#stream;
      if (stream.destroyed) return;
      const unwritten = this.#unwrittenBytes();
      const rest = Buffer.concat([unwritten, Buffer.from(this.#take())]);
      this.#handedOver = undefined;
      if (rest.length === 0) return;
      if (stream.fd === undefined) stream.write(rest);
      else writePatiently(stream.fd, rest);
    } catch {
      // There is nobody left to tell.
    }
  }

  /** The end of the chunk that the kernel has not taken yet. */
  #unwrittenBytes(): Buffer {
    const nothing = Buffer.alloc(0);
    if (this.#handedOver === undefined || this.#stream.writableLength === 0) return nothing;
    const queued = (this.#stream as { _handle?: { writeQueueSize?: unknown } })._handle
      ?.writeQueueSize;
    const chunk = Buffer.from(this.#handedOver);
    // Unknown is better lost than written twice.
    return typeof queued === 'number' && queued <= chunk.length
      ? chunk.subarray(chunk.length - queued)
      : nothing;
  }
}

function writePatiently(fd: number, bytes: Buffer): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let written = 0;
  let deadline = performance.now() + EXIT_PATIENCE_MS;
  while (written < bytes.length && performance.now() < deadline) {
    try {
      written += writeSync(fd, bytes, written);
      deadline = performance.now() + EXIT_PATIENCE_MS;
    } catch (error) {
      // The pipe is full. Every other failure is final.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(sleeper, 0, 0, 2);
    }
  }
}
