import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { TelemetryError } from '../../telemetry-error.ts';
import { httpHealthCheck } from './http-health-check.ts';
import { mongoHealthCheck } from './mongo-health-check.ts';
import { redisHealthCheck } from './redis-health-check.ts';
import { sqlHealthCheck } from './sql-health-check.ts';
import { tcpHealthCheck } from './tcp-health-check.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function serving(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createHttpServer(listener))}`;
}

const never = () => new Promise<never>(() => undefined);
const unaborted = () => ({ signal: new AbortController().signal });

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'health.invalid') return error.problems;
    throw error;
  }
  return [];
}

/** A pool as mysql2 makes them, with one connection that the test can see. */
function singlePool(answer: () => Promise<unknown> = async () => [[{ 1: 1 }]]) {
  const log: string[] = [];
  const waiting: ((connection: object) => void)[] = [];
  const connection = {
    async query(text: string) {
      log.push(text);
      return answer();
    },
    release: () => void log.push('release'),
    destroy: () => void log.push('destroy'),
  };
  return {
    log,
    lend: () => waiting.shift()?.(connection),
    query: never,
    getConnection: () => new Promise<object>((resolve) => waiting.push(resolve)),
    config: { connectionLimit: 1 },
    _allConnections: { length: 1 },
    _freeConnections: { length: 0 },
    _connectionQueue: { length: 4 },
    requests: waiting,
  };
}

describe('sqlHealthCheck', () => {
  test('asks, gives the connection back, and warns when the pool was exhausted', async () => {
    const pool = singlePool();
    const answer = sqlHealthCheck(pool)(unaborted());
    pool.lend();
    expect(await answer).toEqual({
      status: 'warn',
      output:
        'the database answers, but the pool was exhausted: 1 of 1 connections in use, 4 waiting',
    });
    expect(pool.log).toEqual(['SELECT 1', 'release']);
  });

  test('passes without a word when there was a connection, and asks what it is told to', async () => {
    const pool = { ...singlePool(), _freeConnections: { length: 1 } };
    const answer = sqlHealthCheck(pool, { query: 'SELECT 2' })(unaborted());
    pool.lend();
    expect(await answer).toBeUndefined();
    expect(pool.log).toEqual(['SELECT 2', 'release']);
  });

  test('closes a connection whose query failed', async () => {
    const pool = singlePool(async () => {
      throw new Error('gone');
    });
    const answer = sqlHealthCheck(pool)(unaborted());
    pool.lend();
    await expect(answer).rejects.toThrow('gone');
    expect(pool.log).toEqual(['SELECT 1', 'destroy']);
  });

  test('closes a connection that does not answer until the check is aborted', async () => {
    const pool = singlePool(never);
    const controller = new AbortController();
    const answer = sqlHealthCheck(pool)({ signal: controller.signal });
    pool.lend();
    await expect.poll(() => pool.log).toEqual(['SELECT 1']);
    controller.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    expect(pool.log).toEqual(['SELECT 1', 'destroy']);
  });

  test('waits for a connection for a moment, says why there is none, never queues twice, and gives back what comes late', async () => {
    const pool = singlePool();
    const check = sqlHealthCheck(pool, { maxWaitMs: 20 });
    await expect(check(unaborted())).rejects.toThrow(
      /^no connection within \d+ ms: 1 of 1 connections in use, 4 waiting$/,
    );
    await expect(check(unaborted())).rejects.toThrow(/^no connection within/);
    expect(pool.requests).toHaveLength(1);

    pool.lend();
    await expect.poll(() => pool.log).toEqual(['release']);
    const answer = check(unaborted());
    pool.lend();
    expect(await answer).toMatchObject({ status: 'warn' });
  });

  test('gives back what comes after it was aborted', async () => {
    const pool = singlePool();
    const controller = new AbortController();
    const answer = sqlHealthCheck(pool)({ signal: controller.signal });
    controller.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    pool.lend();
    await expect.poll(() => pool.log).toEqual(['release']);
  });

  test.each([
    ['query', { query: async () => [] }],
    ['raw', Object.assign(() => undefined, { raw: async () => [] })],
    ['promise', { query: () => ({}), promise: () => ({ query: async () => [] }) }],
  ])('takes whatever has %s()', async (_method, target) => {
    expect(await sqlHealthCheck(target)(unaborted())).toBeUndefined();
  });

  test('rejects what is no pool, and bad options', () => {
    expect(problemsOf(() => sqlHealthCheck({}, { query: '', maxWaitMs: 0 }))).toEqual([
      'telemetry/health: sqlHealthCheck(): the pool is an object without connect(), getConnection(), query() or raw(). Pass the pool or client itself.',
      'telemetry/health: sqlHealthCheck(): query is "". Use a text, or leave it out.',
      'telemetry/health: sqlHealthCheck(): maxWaitMs is 0. Use a whole number of milliseconds, 1 to 600000.',
    ]);
    expect(problemsOf(() => sqlHealthCheck(undefined as never, 5 as never))).toHaveLength(2);
    expect(problemsOf(() => sqlHealthCheck({ query() {} }, { timeout: 5 } as never))).toEqual([
      'telemetry/health: sqlHealthCheck(): timeout is not an option. Remove it; known are: query, maxWaitMs.',
    ]);
  });
});

describe('redisHealthCheck', () => {
  test('passes on PONG, whatever the client makes of it', async () => {
    for (const answer of ['PONG', Buffer.from('PONG'), ['pong', '']]) {
      const check = redisHealthCheck({ isReady: true, ping: async () => answer });
      await expect(check(unaborted())).resolves.toBeUndefined();
    }
  });

  test('fails at once while the client has no connection', async () => {
    const ping = () => {
      throw new Error('must not be asked');
    };
    await expect(redisHealthCheck({ isReady: false, ping })(unaborted())).rejects.toThrow(
      'the client is not connected',
    );
    await expect(redisHealthCheck({ status: 'reconnecting', ping })(unaborted())).rejects.toThrow(
      'the client is not connected (reconnecting)',
    );
  });

  test('asks once while there is no answer', async () => {
    let asked = 0;
    const check = redisHealthCheck({
      ping() {
        asked += 1;
        return never();
      },
    });
    const controller = new AbortController();
    const first = check({ signal: controller.signal });
    controller.abort(new Error('too late'));
    await expect(first).rejects.toThrow('too late');
    await expect(check(unaborted())).rejects.toThrow(/^no answer to the PING of \d+ ms ago$/);
    expect(asked).toBe(1);
  });

  test('fails on another answer, and on an error', async () => {
    await expect(redisHealthCheck({ ping: async () => 'HTTP/1.1' })(unaborted())).rejects.toThrow(
      'PING was answered by "HTTP/1.1"',
    );
    const refused = redisHealthCheck({
      ping() {
        throw new Error('NOAUTH');
      },
    });
    await expect(refused(unaborted())).rejects.toThrow('NOAUTH');
    await expect(refused(unaborted())).rejects.toThrow('NOAUTH');
  });

  test('rejects what is no client', () => {
    expect(problemsOf(() => redisHealthCheck({}))).toEqual([
      'telemetry/health: redisHealthCheck(): the client is an object without ping(). Pass the client itself.',
    ]);
  });
});

describe('mongoHealthCheck', () => {
  test('asks a client or a database for ping, with the signal', async () => {
    const asked: unknown[] = [];
    const database = {
      async command(...values: unknown[]) {
        asked.push(values);
        return { ok: 1 };
      },
    };
    const context = unaborted();
    await mongoHealthCheck(database)(context);
    await mongoHealthCheck({ db: () => database })(context);
    expect(asked).toEqual([
      [{ ping: 1 }, context],
      [{ ping: 1 }, context],
    ]);
  });

  test('rejects what is neither', () => {
    expect(problemsOf(() => mongoHealthCheck({}))).toEqual([
      'telemetry/health: mongoHealthCheck(): the target is an object without db() or command(). Pass the MongoClient or Db itself.',
    ]);
  });
});

describe('tcpHealthCheck', () => {
  test('passes when somebody listens, and leaves no connection', async () => {
    const server = createServer((socket) => socket.resume());
    const port = await listening(server);
    const closed = once(server, 'connection').then(([socket]) => once(socket as Server, 'close'));
    await expect(tcpHealthCheck({ host: '127.0.0.1', port })(unaborted())).resolves.toBeUndefined();
    await closed;
  });

  test('fails when nobody does, and when it is aborted', async () => {
    const port = await listening(createServer());
    servers.pop()?.close();
    await expect(tcpHealthCheck({ host: '127.0.0.1', port })(unaborted())).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const reason = new Error('too late');
    await expect(
      tcpHealthCheck({ host: '127.0.0.1', port })({ signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  test('rejects an address that is none', () => {
    expect(problemsOf(() => tcpHealthCheck({ host: '', port: 70_000 }))).toEqual([
      'telemetry/health: tcpHealthCheck(): host is "". Use a name or address.',
      'telemetry/health: tcpHealthCheck(): port is 70000. Use a whole number from 1 to 65535.',
    ]);
    expect(problemsOf(() => tcpHealthCheck({} as never))).toHaveLength(2);
    expect(problemsOf(() => tcpHealthCheck(undefined as never))).toHaveLength(2);
  });
});

describe('httpHealthCheck', () => {
  test('passes on success, and does not follow redirections', async () => {
    const url = await serving((request, response) => {
      if (request.url === '/moved') response.writeHead(302, { location: '/livez' });
      else if (request.headers.authorization !== 'Bearer x') response.writeHead(401);
      response.end('body');
    });
    const headers = { authorization: 'Bearer x' };
    await expect(
      httpHealthCheck(`${url}/livez`, { headers })(unaborted()),
    ).resolves.toBeUndefined();
    await expect(httpHealthCheck(new URL(`${url}/livez?key=s3cret`))(unaborted())).rejects.toThrow(
      new Error(`GET ${url}/livez was answered by 401`),
    );
    await expect(httpHealthCheck(`${url}/moved`)(unaborted())).rejects.toThrow('answered by 302');
    await expect(
      httpHealthCheck(`${url}/moved`, { method: 'HEAD', isHealthy: (status) => status === 302 })(
        unaborted(),
      ),
    ).resolves.toBeUndefined();
  });

  test('says why there was no answer, and stops when it is aborted', async () => {
    const url = await serving(() => undefined);
    const controller = new AbortController();
    const answer = httpHealthCheck(url)({ signal: controller.signal });
    controller.abort(new Error('too late'));
    await expect(answer).rejects.toThrow('too late');
    (servers[0] as ReturnType<typeof createHttpServer>).closeAllConnections();
    servers.pop()?.close();
    await expect(httpHealthCheck(`${url}/?key=s3cret`)(unaborted())).rejects.toThrow(
      new Error(`GET ${url}/ failed: ECONNREFUSED`),
    );
  });

  test('rejects what is no address, and credentials in it, without repeating them', () => {
    expect(problemsOf(() => httpHealthCheck('me:s3cret', { method: '' }))).toEqual([
      'telemetry/health: httpHealthCheck(): the url has the scheme "me:". Use http: or https:.',
      'telemetry/health: httpHealthCheck(): method is "". Use a text, or leave it out.',
    ]);
    expect(problemsOf(() => httpHealthCheck('s3cret'))).toEqual([
      'telemetry/health: httpHealthCheck(): the url is no URL. Use https://host/path.',
    ]);
    expect(problemsOf(() => httpHealthCheck('https://me:s3cret@host/'))).toEqual([
      'telemetry/health: httpHealthCheck(): the url has credentials in it. Pass headers: { authorization }.',
    ]);
  });
});
