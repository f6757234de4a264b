import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TlsOptions } from '../options/instrument-options.ts';
import { OtlpTransport } from './otlp-transport.ts';

const readFixture = (name: string) =>
  readFileSync(new URL(`../../test/doctor/fixtures/${name}`, import.meta.url));
/** Self-signed, so that it is its own authority. */
const CERT = readFixture('localhost-cert.pem');
const KEY = readFixture('localhost-key.pem');

let server: Server;
let connections: number;
let peers: (string | undefined)[];
let transport: OtlpTransport | undefined;

beforeEach(async () => {
  connections = 0;
  peers = [];
  server = createServer({
    cert: CERT,
    key: KEY,
    ca: CERT,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('secureConnection', () => (connections += 1));
  server.on('request', (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    peers.push([subject?.CN].flat()[0]);
    request.resume().on('end', () => response.end());
  });
  await once(server.listen(0, 'localhost'), 'listening');
});
afterEach(() => {
  transport?.abort();
  server.closeAllConnections();
  server.close();
});

function createTransport(tls: TlsOptions): OtlpTransport {
  transport = new OtlpTransport(
    {
      url: `https://localhost:${(server.address() as AddressInfo).port}/v1/traces`,
      headers: {},
      protocol: 'http/protobuf',
      compression: 'none',
      timeoutMs: 1_000,
      tls,
    },
    { onTryFailed: () => undefined },
  );
  return transport;
}

const BODY = new Uint8Array([1]);

describe('TLS', () => {
  it('trusts the given authority, and keeps the connection alive nevertheless', async () => {
    const sender = createTransport({ ca: CERT });
    const results = [];
    for (let count = 0; count < 3; count++) results.push((await sender.send(BODY, 5_000)).status);

    expect(results).toEqual(['success', 'success', 'success']);
    expect(connections).toBe(1);
  });

  it('shows the client certificate', async () => {
    await createTransport({ ca: [CERT], cert: CERT, key: KEY }).send(BODY, 5_000);

    expect(peers).toEqual(['localhost (test only)']);
  });

  it('does not trust anybody else, and says why', async () => {
    const result = await createTransport({}).send(BODY, 300);

    expect(result).toMatchObject({
      status: 'failure',
      error: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) },
    });
    expect(peers).toEqual([]);
  });

  it('accepts everybody when told to', async () => {
    const result = await createTransport({ rejectUnauthorized: false }).send(BODY, 5_000);

    expect(result.status).toBe('success');
  });
});
