import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OtlpTarget } from '../options/settings.ts';
import { OtlpTransport, type TransportEvents } from './otlp-transport.ts';

let receiver: OtlpReceiver;
let transport: OtlpTransport | undefined;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  transport?.abort();
  await receiver.close();
});

/** An empty ExportTraceServiceRequest is a valid one. */
const BODY = new Uint8Array();

function createTransport(
  target: Partial<OtlpTarget> = {},
  events: Partial<TransportEvents> = {},
): OtlpTransport {
  transport = new OtlpTransport(
    {
      url: `${receiver.url}/v1/traces`,
      headers: {},
      protocol: 'http/protobuf',
      compression: 'none',
      timeoutMs: 1_000,
      tls: {},
      ...target,
    },
    { onTryFailed: () => undefined, ...events },
  );
  return transport;
}

describe('OtlpTransport', () => {
  it('sends with our headers, its name and the type of the protocol', async () => {
    const result = await createTransport({ headers: { 'x-tenant': '7' } }).send(BODY, 5_000);

    expect(result.status).toBe('success');
    expect(receiver.requests()[0]?.headers).toMatchObject({
      'x-tenant': '7',
      'content-type': 'application/x-protobuf',
      'user-agent': expect.stringMatching(
        /^fluxora-telemetry\/\S+ OTel-OTLP-Exporter-JavaScript\//,
      ),
    });
  });

  it('asks a headers function before each request', async () => {
    let asked = 0;
    const sender = createTransport({
      headers: async () => ({ authorization: `Bearer ${++asked}` }),
    });
    await sender.send(BODY, 5_000);
    await sender.send(BODY, 5_000);

    expect(receiver.requests().map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer 1',
      'Bearer 2',
    ]);
  });

  it('keeps one connection for many requests', async () => {
    const sender = createTransport();
    for (let count = 0; count < 3; count++) await sender.send(BODY, 5_000);

    expect(new Set(receiver.requests().map(({ headers }) => headers['connection']))).toEqual(
      new Set(['keep-alive']),
    );
  });

  it('compresses when asked to', async () => {
    await createTransport({ compression: 'gzip' }).send(BODY, 5_000);

    expect(receiver.requests()[0]).toMatchObject({ encoding: 'gzip', status: 200 });
  });

  it('tries again where the specification says so, and honours Retry-After', async () => {
    receiver.script(['reset', { type: 'status', status: 429, retryAfterSeconds: 0 }, 503]);
    const tries: string[] = [];
    const sender = createTransport(
      {},
      {
        onTryFailed: (error, isTransient) =>
          tries.push(`${error.status ?? error.code} ${isTransient}`),
      },
    );
    const result = await sender.send(BODY, 10_000);

    expect(result.status).toBe('success');
    expect(tries).toEqual(['ECONNRESET false', '429 true', '503 true']);
  });

  it.each([400, 401, 404, 413, 500])(
    'does not repeat what was answered with %i',
    async (status) => {
      await receiver.fault(status);
      const result = await createTransport().send(BODY, 5_000);

      expect(result).toMatchObject({ status: 'failure', error: { status } });
      expect(receiver.requests()).toHaveLength(1);
    },
  );

  it('gives up when the time of the batch is over', async () => {
    await receiver.fault('hang');
    const result = await createTransport().send(BODY, 50);

    expect(result).toMatchObject({
      status: 'failure',
      error: { message: 'no answer within 50 ms', code: 'ETIMEDOUT' },
    });
  });

  it('does not wait for a retry that would come too late', async () => {
    await receiver.fault({ type: 'status', status: 503, retryAfterSeconds: 60 });
    const result = await createTransport().send(BODY, 5_000);

    expect(result).toMatchObject({ status: 'failure', error: { status: 503 } });
  });

  it('fails without a word when a headers function fails', async () => {
    const sender = createTransport({
      headers: () => {
        throw new Error('no token');
      },
    });

    expect(await sender.send(BODY, 100)).toMatchObject({
      status: 'failure',
      error: { message: 'no token' },
    });
    expect(receiver.requests()).toEqual([]);
  });

  it('does not wait for a headers function longer than for the collector', async () => {
    const sender = createTransport({ headers: () => new Promise(() => undefined) });

    expect(await sender.send(BODY, 50)).toMatchObject({
      status: 'failure',
      error: { code: 'ETIMEDOUT' },
    });
  });

  it('settles everything at once when it is aborted, and later requests as well', async () => {
    await receiver.fault('hang');
    const sender = createTransport();
    const hanging = sender.send(BODY, 60_000);
    await receiver.waitFor((each) => each.requests().length === 1);
    sender.abort();

    const shutDown = { status: 'failure', error: { message: 'telemetry was shut down' } };
    expect(await hanging).toMatchObject(shutDown);
    expect(await sender.send(BODY, 60_000)).toMatchObject(shutDown);
  });

  it('settles a request that waits for its next try when it is aborted', async () => {
    await receiver.fault({ type: 'status', status: 503, retryAfterSeconds: 30 });
    const sender = createTransport();
    const waiting = sender.send(BODY, 60_000);
    await receiver.waitFor((each) => each.requests().length === 1);
    sender.abort();

    expect((await waiting).status).toBe('failure');
  });

  it('hands over what has not been sent: batches that wait for a retry and those made now', async () => {
    await receiver.fault({ type: 'status', status: 503, retryAfterSeconds: 30 });
    let sender!: OtlpTransport;
    await new Promise<void>((resolve) => {
      sender = createTransport({ headers: { 'x-tenant': '7' } }, { onTryFailed: () => resolve() });
      void sender.send(new Uint8Array([1]), 60_000);
    });
    const unsent = sender.takeUnsent(() => void sender.send(new Uint8Array([2]), 60_000));

    expect(unsent.map(({ body }) => [...body])).toEqual([[1], [2]]);
    expect(unsent[0]).toMatchObject({
      url: `${receiver.url}/v1/traces`,
      headers: { 'x-tenant': '7', 'Content-Type': 'application/x-protobuf' },
    });
  });
});
