import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import mysql from 'mysql2';

/** What mysql2 has for servers and does not declare. */
interface ServerSide {
  readonly stream: Socket;
  serverHandshake(greeting: object): void;
  writeOk(): void;
  writeError(error: { code: number; message: string }): void;
  _resetSequenceId(): void;
  on(event: string, listener: (text: string) => void): void;
}

export interface FakeMysql {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The server's side of MySQL's protocol, which mysql2 brings: enough to log in, to answer OK, and to refuse statements with
 * `duplicate` in them. There is no MySQL that tests could start everywhere.
 */
export async function startFakeMysql(): Promise<FakeMysql> {
  const server = mysql.createServer(() => undefined);
  const sockets = new Set<Socket>();
  server.on('connection', (connection: unknown) => {
    const client = connection as ServerSide;
    sockets.add(client.stream);
    client.on('error', () => undefined);
    client.on('query', (text) => {
      if (text.includes('duplicate')) {
        client.writeError({ code: 1062, message: "Duplicate entry 'hunter2' for key 'name'" });
      } else client.writeOk();
      // Each command counts its packets from 0.
      client._resetSequenceId();
    });
    client.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xff_ff_ff ^ 0x0800,
      authCallback(_who: object, accept: (error: null) => void) {
        accept(null);
        client._resetSequenceId();
      },
    });
  });
  server.listen(0);
  const tcp = (server as unknown as { _server: Server })._server;
  await once(tcp, 'listening');
  return {
    port: (tcp.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
