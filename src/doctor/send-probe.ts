import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import { createKeepAliveAgent } from '../export/keep-alive-agent.ts';
import type { OtlpTarget } from '../options/settings.ts';
import { DISTRO_VERSION } from '../version.ts';
import type { ProbePayload } from './probe-payload.ts';

export interface ProbeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
  /** From the start of the connection to the end of the answer. */
  readonly durationMs: number;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Sends one batch as the exporters do (same headers, TLS, compression), once: a probe wants the first answer, not a retry.
 * Rejects with the connection's error, or with `ETIMEDOUT` after `timeoutMs`.
 */
export async function sendProbe(
  target: OtlpTarget,
  payload: ProbePayload,
  timeoutMs: number,
): Promise<ProbeAnswer> {
  const url = new URL(target.url);
  const isCompressed = target.compression === 'gzip';
  const body = isCompressed ? gzipSync(payload.body) : payload.body;
  const agent = createKeepAliveAgent(url, target.tls);
  const headers = {
    ...(typeof target.headers === 'function' ? await target.headers() : target.headers),
    'User-Agent': `fluxora-telemetry-doctor/${DISTRO_VERSION}`,
    'Content-Type': payload.contentType,
    'Content-Length': body.length,
    ...(isCompressed && { 'Content-Encoding': 'gzip' }),
  };
  const start = performance.now();
  try {
    return await new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = send(url, { method: 'POST', headers, agent }, (response) => {
        readBody(response).then(
          (answer) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: answer,
              durationMs: performance.now() - start,
            }),
          reject,
        );
      });
      const timer = setTimeout(
        () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
        timeoutMs,
      );
      request
        .once('error', reject)
        .once('close', () => clearTimeout(timer))
        .end(body);
    });
  } finally {
    agent.destroy();
  }
}

async function readBody(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
