import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Connection, parseHost } from './connection.ts';

describe('parseHost', () => {
  it.each([
    ['api.example', 'api.example', undefined],
    ['api.example:8443', 'api.example', 8443],
    ['[::1]:3000', '::1', 3000],
    ['[::1]', '::1', undefined],
    ['', undefined, undefined],
    ['a:b:c', 'a:b:c', undefined],
  ])('reads "%s"', (header, address, port) => {
    expect(parseHost(header)).toEqual({ address, port });
  });

  it('cuts what is no host name', () => {
    expect(parseHost('x'.repeat(5_000)).address).toHaveLength(255);
  });
});

describe('Connection', () => {
  it('shows IPv4 addresses of dual-stack sockets as IPv4', () => {
    const socket = { remoteAddress: '::ffff:10.1.2.3', remotePort: 4242 } as Socket;

    expect(new Connection(socket).peerAttributes).toEqual({
      'network.peer.address': '10.1.2.3',
      'network.peer.port': 4242,
    });
  });

  it('is https on an encrypted socket', () => {
    expect(new Connection({ encrypted: true } as unknown as Socket).scheme).toBe('https');
    expect(new Connection(undefined).scheme).toBe('http');
  });

  it('has no peer on a Unix socket', () => {
    expect(new Connection({} as Socket).peerAttributes).toBeUndefined();
  });

  it('falls back on the address that it was accepted on', () => {
    const connection = new Connection({ localAddress: '10.0.0.1', localPort: 80 } as Socket);

    expect(connection.hostOf(undefined)).toEqual({ address: '10.0.0.1', port: 80 });
  });
});
