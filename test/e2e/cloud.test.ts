import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from './run-program.ts';

let receiver: OtlpReceiver;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  ends.push(() => receiver.close());
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Plays the metadata server of Google Cloud: takes requests, and answers them as it is told. */
async function startMetadataServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    requests,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, GCE_METADATA_HOST: host },
  };
}

const ANSWERS: Readonly<Record<string, string>> = {
  '/instance': 'attributes/',
  '/instance/zone': 'projects/7/zones/europe-west1-b',
  '/instance/attributes/cluster-name': 'wind',
};

function answerAll(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.replace('/computeMetadata/v1', '') ?? '';
  response.setHeader('Metadata-Flavor', 'Google').end(ANSWERS[path] ?? 'some');
}

describe('a metadata server that answers', () => {
  it('is known to the first export, and the requests to it are not traced', async () => {
    const { requests, env } = await startMetadataServer(answerAll);
    const { code, stderr } = await runProgram('cloud.mjs', { env, args: ['--auto'] });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      receiver.spans().map(({ name, resource }) => [name, resource['cloud.provider']]),
    ).toEqual([['work', 'gcp']]);
    expect(requests.length).toBeGreaterThan(1);
    expect(requests.filter(({ headers }) => headers['traceparent'])).toEqual([]);
  });
});

describe('a metadata server that hangs', () => {
  it('delays neither the start nor a flush, and the end by its own time limit only', async () => {
    const { requests, env } = await startMetadataServer(() => undefined);
    const { code, stdout, durationMs } = await runProgram('cloud.mjs', { env, args: ['--flush'] });
    const { startMs, flushed } = JSON.parse(stdout) as {
      startMs: number;
      flushed: { traces: { exported: number }; durationMs: number };
    };

    expect(code).toBe(0);
    expect(requests).toHaveLength(1);
    expect(startMs).toBeLessThan(2_000);
    expect(flushed.traces.exported).toBe(1);
    expect(flushed.durationMs).toBeLessThan(1_500);
    expect(receiver.spans().map((span) => span.name)).toEqual(['work']);
    // Three seconds are the detector's limit for its request, which holds the process.
    expect(durationMs).toBeLessThan(8_000);
  });
});
