import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

export interface FakeMongo {
  readonly port: number;
  /** Names of the commands that were answered. */
  readonly commands: readonly string[];
  /** While true it takes commands and says nothing. */
  isHanging: boolean;
  close(): Promise<void>;
}

/**
 * As much of a MongoDB server as the driver needs to connect, find, insert and ping. A filter with `duplicate` is refused. Debian has
 * no MongoDB that tests could start.
 */
export async function startFakeMongo(): Promise<FakeMongo> {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    let unread = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 4 && unread.length >= unread.readInt32LE(0)) {
        const message = unread.subarray(0, unread.readInt32LE(0));
        unread = unread.subarray(message.length);
        const command = commandOf(message);
        commands.push(Object.keys(command)[0] ?? '');
        if (!fake.isHanging) socket.write(replyTo(message, answerTo(command)));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fake: FakeMongo = {
    port: (server.address() as AddressInfo).port,
    commands,
    isHanging: false,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

function commandOf(message: Buffer): Record<string, unknown> {
  if (message.readInt32LE(12) === OP_MSG) {
    // Flags, then a section of kind 0.
    return BSON.deserialize(message.subarray(HEADER_BYTES + 5), {
      allowObjectSmallerThanBufferSize: true,
    });
  }
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  return BSON.deserialize(message.subarray(nameEnd + 9), {
    allowObjectSmallerThanBufferSize: true,
  });
}

function answerTo(command: Record<string, unknown>): BSON.Document {
  if ('hello' in command || 'ismaster' in command || 'isMaster' in command) {
    return {
      ismaster: true,
      isWritablePrimary: true,
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
      minWireVersion: 0,
      maxWireVersion: 25,
      localTime: new Date(),
      ok: 1,
    };
  }
  if (JSON.stringify(command.filter ?? {}).includes('duplicate')) {
    return { ok: 0, code: 2, codeName: 'BadValue', errmsg: 'bad value "hunter2"' };
  }
  if ('find' in command) {
    const ns = `${String(command.$db)}.${String(command.find)}`;
    return { cursor: { id: BSON.Long.ZERO, ns, firstBatch: [] }, ok: 1 };
  }
  return { ok: 1, n: 1 };
}

function replyTo(message: Buffer, document: BSON.Document): Buffer {
  const isQuery = message.readInt32LE(12) === OP_QUERY;
  // OP_REPLY: flags, cursor id, position, one document. OP_MSG: flags, a section of kind 0.
  const preamble = Buffer.alloc(isQuery ? 20 : 5);
  if (isQuery) preamble.writeInt32LE(1, 16);
  const body = BSON.serialize(document);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + preamble.length + body.length, 0);
  header.writeInt32LE(message.readInt32LE(4), 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, preamble, body]);
}
