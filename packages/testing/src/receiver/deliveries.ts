import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { padded, type Answer } from './answers.ts';
import type { OtlpFault } from './otlp-fault.ts';

/** Sends answers, with faults where wanted. Keeps track of every timer it starts. */
export class Deliveries {
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param commit - Called right before an answer that the client can read completely. Not called for hang and reset. */
  deliver(
    response: ServerResponse,
    answer: Answer,
    fault: OtlpFault | undefined,
    commit: () => void,
  ): void {
    switch (fault?.type) {
      case 'hang':
        return;
      case 'reset':
        return this.#reset(response, answer);
      case 'slow':
        return this.#later(response, fault.ms, () => {
          commit();
          send(response, answer);
        });
      case 'drip':
        commit();
        return this.#drip(response, padded(answer), fault.ms);
      case 'malformed':
        commit();
        return send(response, { ...answer, body: Buffer.from([0xff, 0xff, 0xff, 0xff]) });
      default:
        commit();
        return send(response, answer);
    }
  }

  cancelAll(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #reset(response: ServerResponse, answer: Answer): void {
    writeHead(response, answer, answer.body.length + 16);
    response.write(Buffer.concat([answer.body, Buffer.alloc(1)]), () =>
      response.socket?.resetAndDestroy(),
    );
  }

  #drip(response: ServerResponse, answer: Answer, ms: number): void {
    writeHead(response, answer, answer.body.length);
    response.flushHeaders();
    const pause = ms / answer.body.length;
    const next = (index: number): void => {
      if (index === answer.body.length) return void response.end();
      response.write(answer.body.subarray(index, index + 1));
      this.#later(response, pause, () => next(index + 1));
    };
    next(0);
  }

  /** Does nothing when the client has gone meanwhile: an answer that nobody can read is none. */
  #later(response: ServerResponse, ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!response.destroyed) action();
    }, ms);
    this.#timers.add(timer);
  }
}

function send(response: ServerResponse, answer: Answer): void {
  writeHead(response, answer, answer.body.length);
  response.end(answer.body);
}

function writeHead(response: ServerResponse, answer: Answer, contentLength: number): void {
  const headers: OutgoingHttpHeaders = {
    'content-type': answer.contentType,
    'content-length': contentLength,
  };
  if (answer.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(answer.retryAfterSeconds);
  if (answer.closes) headers['connection'] = 'close';
  response.writeHead(answer.status, headers);
}
