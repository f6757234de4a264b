import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Attributes } from '@opentelemetry/api';
import { shared } from '../shared-state.ts';
import type { RequestRecord } from './request-record.ts';

export type Scheme = 'http' | 'https';

/** The host that a client asked for. */
export interface HostPort {
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** What all requests of one connection have in common, and which of them are open. */
export class Connection {
  readonly scheme: Scheme;
  readonly peerAddress: string | undefined;
  /** `network.peer.*`, ready for a span. */
  readonly peerAttributes: Attributes | undefined;
  /** Whether somebody will close its requests when it is lost. */
  isWatched = false;
  /** Whether a request's context was attached while it was read. */
  hasContext = false;
  #first: RequestRecord | undefined;
  #hostHeader: string | undefined;
  #host: HostPort;

  constructor(socket: Socket | undefined) {
    this.scheme = (socket as { encrypted?: unknown } | undefined)?.encrypted ? 'https' : 'http';
    this.peerAddress = plainAddress(socket?.remoteAddress);
    const peerPort = socket?.remotePort;
    this.peerAttributes =
      this.peerAddress === undefined
        ? undefined
        : Object.freeze({
            'network.peer.address': this.peerAddress,
            ...(peerPort !== undefined && { 'network.peer.port': peerPort }),
          });
    this.#host = { address: plainAddress(socket?.localAddress), port: socket?.localPort };
  }

  /** Clients send the same Host header with every request of a connection, so that it is parsed once. */
  hostOf(header: string | undefined): HostPort {
    if (header !== undefined && header !== this.#hostHeader) {
      this.#hostHeader = header;
      this.#host = parseHost(header);
    }
    return this.#host;
  }

  add(record: RequestRecord): void {
    if (this.#first === undefined) {
      this.#first = record;
      return;
    }
    let last = this.#first;
    while (last.nextOnConnection !== undefined) last = last.nextOnConnection;
    last.nextOnConnection = record;
  }

  remove(record: RequestRecord): void {
    if (this.#first === record) {
      this.#first = record.nextOnConnection;
      return;
    }
    for (let each = this.#first; each !== undefined; each = each.nextOnConnection) {
      if (each.nextOnConnection === record) {
        each.nextOnConnection = record.nextOnConnection;
        return;
      }
    }
  }

  find(request: IncomingMessage): RequestRecord | undefined {
    let each = this.#first;
    while (each !== undefined && each.request !== request) each = each.nextOnConnection;
    return each;
  }

  /** The open requests, oldest first. */
  records(): RequestRecord[] {
    const records: RequestRecord[] = [];
    for (let each = this.#first; each !== undefined; each = each.nextOnConnection) {
      records.push(each);
    }
    return records;
  }
}

/** The connection of a socket, made when it is first asked for. */
export function connectionOf(socket: Socket | undefined): Connection {
  if (!socket) return new Connection(undefined);
  let connection = shared.connections.get(socket);
  if (connection === undefined) {
    connection = new Connection(socket);
    shared.connections.set(socket, connection);
  }
  return connection;
}

/** The connection of a socket on which a request was seen before. */
export function knownConnection(socket: Socket | undefined): Connection | undefined {
  return socket ? shared.connections.get(socket) : undefined;
}

/** The record of a request that is open, whoever started it. */
export function recordOf(request: IncomingMessage): RequestRecord | undefined {
  return knownConnection(request.socket)?.find(request);
}

/** Dual-stack sockets show IPv4 addresses as `::ffff:10.0.0.1`. */
function plainAddress(address: string | undefined): string | undefined {
  return address?.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

const MAX_HOST_LENGTH = 255;

/** Parses `host`, `host:port` and `[ipv6]:port`. Garbage is kept as the address, cut to the length of a host name. */
export function parseHost(header: string): HostPort {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(header);
  const address = match?.[1] ?? match?.[2] ?? header;
  return {
    address: address === '' ? undefined : address.slice(0, MAX_HOST_LENGTH),
    port: match?.[3] === undefined ? undefined : Number(match[3]),
  };
}
