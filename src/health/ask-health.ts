import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { DISTRO_VERSION } from '../version.ts';

/** What a health endpoint answered. */
export interface HealthAnswer {
  readonly httpStatus: number;
  /** Without parameters, lower case; empty when there is none. */
  readonly mediaType: string;
  readonly location: string | undefined;
  readonly body: string;
  /** Whether the body was longer than what we read. */
  readonly isCut: boolean;
  readonly durationMs: number;
}

export interface AskOptions {
  /** Longest time for everything, name lookup included. Milliseconds. */
  readonly timeoutMs: number;
  /** Whether any certificate is accepted. */
  readonly insecure: boolean;
}

/** A report on a hundred checks has some 30 kB. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Asks once, by GET, without following redirects. `node:http` and not `fetch`, which takes twice as long to load: this runs
 * every few seconds in every container. Rejects with the connection's error, or with `ETIMEDOUT`.
 */
export function askHealth(url: URL, { timeoutMs, insecure }: AskOptions): Promise<HealthAnswer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let request: ClientRequest | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      // Whatever may still come is of no interest, and must not keep the process.
      request?.destroy();
    };
    const fail = (error: unknown): void => finish(() => reject(error));
    // A status that came before the time was over says more than the time-out.
    let httpStatus: number | undefined;
    timer = setTimeout(() => {
      const error = new Error(`no answer within ${timeoutMs} ms`);
      fail(Object.assign(error, { code: 'ETIMEDOUT', httpStatus }));
    }, timeoutMs);
    try {
      request = send(url, insecure, (response) => {
        httpStatus = response.statusCode ?? 0;
        readBody(response, fail, (body, isCut) =>
          finish(() =>
            resolve({
              httpStatus: response.statusCode ?? 0,
              mediaType: mediaTypeOf(response.headers['content-type']),
              location: response.headers.location,
              body,
              isCut,
              durationMs: performance.now() - start,
            }),
          ),
        );
      });
      request.on('error', fail).end();
    } catch (error) {
      fail(error);
    }
  });
}

function send(
  url: URL,
  insecure: boolean,
  onResponse: (response: IncomingMessage) => void,
): ClientRequest {
  const options: RequestOptions = {
    agent: false,
    headers: {
      accept: 'application/health+json, application/json;q=0.9, */*;q=0.1',
      connection: 'close',
      'user-agent': `fluxora-telemetry-health/${DISTRO_VERSION}`,
    },
  };
  if (url.protocol === 'http:') {
    return process.getBuiltinModule('node:http').request(url, options, onResponse);
  }
  const { request } = process.getBuiltinModule('node:https');
  return request(url, { ...options, rejectUnauthorized: !insecure }, onResponse);
}

function readBody(
  response: IncomingMessage,
  onError: (error: unknown) => void,
  onBody: (body: string, isCut: boolean) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const done = (isCut: boolean): void =>
    onBody(Buffer.concat(chunks).toString('utf8', 0, MAX_BODY_BYTES), isCut);
  response
    .on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BODY_BYTES) done(true);
    })
    .on('end', () => done(false))
    .on('error', onError);
}

function mediaTypeOf(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() ?? '';
}
