import type { Agent } from 'node:http';
import type { TlsOptions } from '../options/instrument-options.ts';
import type { OtlpTarget } from '../options/settings.ts';
import { DISTRO_VERSION } from '../version.ts';
import { ExportError, toExportError } from './export-error.ts';
import { createKeepAliveAgent } from './keep-alive-agent.ts';
import { post, type PostResponse } from './post.ts';
import { repairJsonNumbers } from './repair-json-numbers.ts';
import { backoffMs, isRetryableStatus } from './retry-policy.ts';

const USER_AGENT = `fluxora-telemetry/${DISTRO_VERSION} OTel-OTLP-Exporter-JavaScript/0.300.0`;

/** The transport of the official exporters (`IExporterTransport`), in the two forms that they act upon. */
type SendResult =
  | { readonly status: 'success'; readonly data: Uint8Array }
  | { readonly status: 'failure'; readonly error: Error };

export interface TransportEvents {
  /** One try failed. `isTransient`: the collector asked for another one, so it is no news yet. */
  onTryFailed(error: ExportError, isTransient: boolean): void;
}

/** What the last words of a process are made of: one request each. */
export interface UnsentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  readonly body: Uint8Array;
}

interface Job {
  readonly body: Uint8Array;
  readonly controller: AbortController;
  isWritten: boolean;
}

/**
 * Carries serialised batches to the collector. In place of the exporters' own transport, whose retries can neither be stopped
 * nor kept from holding the process (docs/decisions/0003-own-otlp-transport.md). Retries until the time of the batch is over; never rejects.
 */
export class OtlpTransport {
  readonly #target: OtlpTarget;
  readonly #url: URL;
  readonly #events: TransportEvents;
  readonly #jobs = new Set<Job>();
  #agent: Agent | undefined;
  #lastHeaders: Readonly<Record<string, string>> | undefined;
  #captured: Uint8Array[] | undefined;
  #isClosed = false;

  constructor(target: OtlpTarget, events: TransportEvents) {
    this.#target = target;
    this.#url = new URL(target.url);
    this.#events = events;
  }

  async send(serialised: Uint8Array, timeoutMs: number): Promise<SendResult> {
    const body = this.#target.protocol === 'http/json' ? repairJsonNumbers(serialised) : serialised;
    if (this.#captured) {
      this.#captured.push(body);
      return new Promise(() => undefined);
    }
    const job: Job = { body, controller: new AbortController(), isWritten: false };
    const timer = setTimeout(
      () =>
        job.controller.abort(
          new ExportError(`no answer within ${timeoutMs} ms`, { code: 'ETIMEDOUT' }),
        ),
      timeoutMs,
    );
    timer.unref();
    this.#jobs.add(job);
    try {
      if (this.#isClosed) throw new ExportError('telemetry was shut down');
      return { status: 'success', data: await this.#sendUntilAccepted(job, timeoutMs) };
    } catch (error) {
      return { status: 'failure', error: toExportError(error) };
    } finally {
      clearTimeout(timer);
      this.#jobs.delete(job);
    }
  }

  /** The exporter's `shutdown` calls it when nothing is on its way any more. */
  shutdown(): void {
    this.abort();
  }

  /** Gives up every request at once and closes the connections. Later ones fail. */
  abort(): void {
    this.#isClosed = true;
    for (const job of this.#jobs) job.controller.abort(new ExportError('telemetry was shut down'));
    this.#agent?.destroy();
  }

  /**
   * For the moment in which the event loop stops: runs `produce`, which hands over batches synchronously, and returns them and
   * those that wait for another try, as requests for somebody else to send. Nothing is sent by this transport afterwards.
   */
  takeUnsent(produce: () => void): UnsentRequest[] {
    const waiting = [...this.#jobs].filter((job) => !job.isWritten).map((job) => job.body);
    this.#captured = [];
    produce();
    const { headers } = this.#target;
    const known = typeof headers === 'function' ? this.#lastHeaders : headers;
    return [...waiting, ...this.#captured].map((body) => ({
      url: this.#url.href,
      headers: this.#withContentType(known ?? {}),
      tls: this.#target.tls,
      body,
    }));
  }

  async #sendUntilAccepted(job: Job, timeoutMs: number): Promise<Uint8Array> {
    const { signal } = job.controller;
    const deadline = performance.now() + timeoutMs;
    const isGzip = this.#target.compression === 'gzip';
    const body = isGzip ? await compress(job.body) : job.body;
    for (let attempt = 1; ; attempt++) {
      let error: ExportError;
      let retryAfter: string | undefined;
      try {
        const response = await this.#try(job, body, isGzip);
        if (response.status >= 200 && response.status < 300) return response.body;
        error = refusal(response);
        retryAfter = response.retryAfter;
      } catch (cause) {
        error = toExportError(cause);
      }
      job.isWritten = false;
      const isTransient = error.status !== undefined && isRetryableStatus(error.status);
      if (!this.#isClosed) this.#events.onTryFailed(error, isTransient);
      if (signal.aborted || (error.status !== undefined && !isTransient)) throw error;
      const pause = backoffMs(attempt, retryAfter);
      if (performance.now() + pause >= deadline) throw error;
      await sleep(pause, signal);
    }
  }

  async #try(job: Job, body: Uint8Array, isGzip: boolean): Promise<PostResponse> {
    const { headers } = this.#target;
    const { signal } = job.controller;
    this.#lastHeaders =
      typeof headers === 'function' ? await unlessAborted(headers(), signal) : headers;
    signal.throwIfAborted();
    this.#agent ??= createKeepAliveAgent(this.#url, this.#target.tls);
    return post({
      url: this.#url,
      headers: {
        ...this.#withContentType(this.#lastHeaders),
        ...(isGzip && { 'Content-Encoding': 'gzip' }),
      },
      body,
      agent: this.#agent,
      signal,
      onWritten: () => {
        job.isWritten = true;
      },
    });
  }

  #withContentType(headers: Readonly<Record<string, string>>): Record<string, string> {
    return {
      ...headers,
      'User-Agent': USER_AGENT,
      'Content-Type':
        this.#target.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    };
  }
}

/** Rejects when aborted. Does not keep the process alive. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return unlessAborted(
    new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    }),
    signal,
  );
}

/** The user's promise may never settle; a batch must. */
function unlessAborted<Value>(value: Value | Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([value, aborted]);
}

/** Loaded when it is used: towards the same host nothing is compressed. */
function compress(body: Uint8Array): Promise<Uint8Array> {
  const { gzip } = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(body, (error, compressed) => (error ? reject(error) : resolve(compressed)));
  });
}

function refusal({ status, statusText, body }: PostResponse): ExportError {
  const text = printable(body);
  return new ExportError(`${status} ${statusText}${text && `: ${text}`}`.trim(), { status });
}

/** The collector's words, if they are words: at most 200 characters. */
function printable(body: Buffer): string {
  const text = body.subarray(0, 200).toString().trim();
  return /^[\P{C}\s]*$/u.test(text) ? text : '';
}
