import {
  assertConventions,
  startOtlpReceiver,
  type OtlpReceiver,
} from '@fluxora/telemetry-testing';
import { databaseClientCatalog } from '@fluxora/telemetry';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeMongo, type FakeMongo } from './fake-mongo.ts';
import { startFakeMysql, type FakeMysql } from './fake-mysql.ts';
import { canStartPostgres, startPostgres, type PostgresServer } from './postgres-server.ts';
import { canStartRedis, startRedis, type RedisServer } from './redis-server.ts';
import { runProgram, type ProgramRun } from './run-program.ts';

const SECRETS = ['hunter2', '47114711'];
/** What the program's databases refuse, in its words, which stay with the program. */
const ERRORS = [
  'invalid input syntax for type integer: "hunter2"',
  'WRONGTYPE Operation against a key holding the wrong kind of value',
  "ERR unknown command 'NOSUCH', with args beginning with: 'hunter2' ",
  "ERR unknown command 'NOSUCH', with args beginning with: 'hunter2' ",
  "Duplicate entry 'hunter2' for key 'name'",
  'bad value "hunter2"',
];

let postgres: PostgresServer;
let redis: RedisServer;
let mysql: FakeMysql;
let mongo: FakeMongo;
let receiver: OtlpReceiver;

const canStart = canStartPostgres && canStartRedis;

describe.runIf(canStart || process.env.CI)('queries', () => {
  beforeAll(async () => {
    [postgres, redis, mysql, mongo] = await Promise.all([
      startPostgres(),
      startRedis(),
      startFakeMysql(),
      startFakeMongo(),
    ]);
  });
  afterAll(() => Promise.all([postgres?.stop(), redis?.stop(), mysql?.close(), mongo?.close()]));

  const run = (input: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runProgram(input, {
      POSTGRES_URL: postgres.url,
      REDIS_URL: redis.url,
      MYSQL_PORT: String(mysql.port),
      MONGO_PORT: String(mongo.port),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      ...env,
    });

  /** Spans of one instrumentation that are operations, by name and text. */
  const operations = (instrumentation: string) =>
    receiver
      .spans()
      .filter(({ scope }) => scope.name === `@opentelemetry/instrumentation-${instrumentation}`)
      .filter(({ attributes }) => 'db.operation.name' in attributes);
  const shown = (instrumentation: string) =>
    operations(instrumentation).map(
      ({ name, attributes }) => `${name}: ${String(attributes['db.query.text'])}`,
    );

  describe.each([['queries-esm.mjs'], ['queries-commonjs.cjs']])('of %s', (program) => {
    let outcome: ProgramRun;
    beforeAll(async () => {
      receiver = await startOtlpReceiver();
      outcome = await run(['--import', '@fluxora/telemetry/register', program], {
        FLUXORA_AUTO_INSTRUMENTATIONS: 'true',
      });
    });
    afterAll(() => receiver.close());

    test('do what they did, and fail as they failed', () => {
      expect(outcome).toEqual({ exitCode: 0, stderr: '', result: { errors: ERRORS } });
    });

    test('are spans by the conventions, without a value', () => {
      expect(shown('pg')).toEqual([
        'CREATE postgres: CREATE TABLE IF NOT EXISTS site (id bigint PRIMARY KEY, name text)',
        'INSERT postgres: INSERT INTO site VALUES (?, ?) ON CONFLICT DO NOTHING',
        'SELECT postgres: SELECT name\nFROM site WHERE name = $1 AND id = ?',
        'SELECT postgres: SELECT ?::int',
        'SELECT postgres: SELECT ?',
        'SELECT postgres: SELECT pg_sleep(?)',
        'SELECT postgres: SELECT ?',
      ]);
      expect(shown('redis')).toEqual([
        'SET: SET ? ?',
        'GET: GET ?',
        'LPUSH: LPUSH ? ?',
        'GET: GET ?',
        'NOSUCH: NOSUCH ?',
        'GET: GET ?',
      ]);
      expect(shown('ioredis')).toEqual(['set: set ? ?', 'PIPELINE get: get ?', 'NOSUCH: NOSUCH ?']);
      expect(shown('mysql2')).toEqual([
        'INSERT loads: INSERT INTO site SET ?',
        'UPDATE loads: UPDATE site SET name = ? WHERE id = ?',
        'INSERT loads: INSERT INTO duplicate VALUES (?)',
      ]);
      expect(shown('mongodb')).toEqual([
        'insert site: {"name":"?","_id":"?"}',
        'find site: {"find":"?","filter":{"name":"?"}}',
        'find site: {"find":"?","filter":{"name":"?"}}',
      ]);
    });

    test('say which database it is, where, and nothing in names of older conventions', () => {
      const systems = {
        pg: 'postgresql',
        redis: 'redis',
        ioredis: 'redis',
        mysql2: 'mysql',
        mongodb: 'mongodb',
      };
      const ports = { pg: postgres, redis, ioredis: redis, mysql2: mysql, mongodb: mongo };
      for (const name of Object.keys(systems) as (keyof typeof systems)[]) {
        for (const span of operations(name)) {
          expect(span).toMatchObject({
            kind: 'client',
            attributes: {
              'db.system.name': systems[name],
              'server.address': '127.0.0.1',
              'server.port': ports[name].port,
            },
          });
          expect(Object.keys(span.attributes)).not.toEqual(
            expect.arrayContaining([
              expect.stringMatching(
                /^(db\.(statement|system|name|user|operation|connection_string)|net\..*)$/,
              ),
            ]),
          );
        }
      }
    });

    test('belong to the request that asked, also when they waited for another one in the pool', () => {
      const requests = new Map(
        receiver
          .spans()
          .filter(({ kind }) => kind === 'server')
          .map((span) => [span.spanId, span.name]),
      );
      const parents = (instrumentation: string) =>
        operations(instrumentation).map(({ parentSpanId }) => requests.get(parentSpanId ?? ''));
      expect(parents('pg')).toEqual([
        undefined,
        ...Array.from({ length: 6 }, () => 'GET /postgres'),
      ]);
      expect(new Set(parents('redis'))).toEqual(new Set(['GET /redis']));
      expect(new Set(parents('ioredis'))).toEqual(new Set(['GET /ioredis']));
      expect(new Set(parents('mysql2'))).toEqual(new Set(['GET /mysql']));
      expect(new Set(parents('mongodb'))).toEqual(new Set(['GET /mongo']));
    });

    test('that fail say how, by the code of the server', () => {
      const failed = ['pg', 'redis', 'ioredis', 'mysql2', 'mongodb'].map((name) =>
        operations(name)
          .filter(({ status }) => status.code === 'error')
          .map(({ status, attributes }) => [
            status.message,
            attributes['error.type'],
            attributes['db.response.status_code'],
          ]),
      );
      expect(failed).toEqual([
        [['22P02', '22P02', '22P02']],
        [
          ['WRONGTYPE', 'WRONGTYPE', 'WRONGTYPE'],
          ['ERR', 'ERR', 'ERR'],
        ],
        [['ERR', 'ERR', 'ERR']],
        [['_OTHER', '_OTHER', undefined]],
        [['_OTHER', '_OTHER', undefined]],
      ]);
    });

    test('are in db.client.operation.duration, in seconds, once each', () => {
      assertConventions(receiver, [databaseClientCatalog]);
      const metrics = receiver.metrics().filter(({ name }) => name.startsWith('db.'));
      expect(metrics.map(({ name, unit, scope }) => [name, unit, scope.name])).toEqual([
        ['db.client.operation.duration', 's', '@fluxora/telemetry/databases'],
      ]);
      const points = metrics.flatMap((metric) => metric.points);
      const counts: Record<string, number> = {};
      for (const { attributes, count } of points) {
        const system = String(attributes['db.system.name']);
        counts[system] = (counts[system] ?? 0) + (count ?? 0);
      }
      expect(counts).toEqual({ postgresql: 7, redis: 9, mysql: 3, mongodb: 3 });
      const sleep = points.find(
        ({ attributes }) =>
          attributes['db.system.name'] === 'postgresql' &&
          attributes['db.operation.name'] === 'SELECT' &&
          attributes['error.type'] === undefined,
      );
      expect(sleep?.sum).toBeGreaterThan(0.01);
      expect(sleep?.sum).toBeLessThan(10);
    });

    test('leave no value anywhere', () => {
      const everything = JSON.stringify([receiver.spans(), receiver.metrics(), receiver.logs()]);
      for (const secret of SECRETS) expect(everything).not.toContain(secret);
    });
  });

  test('show their values to who asks for them, and say so', async () => {
    receiver = await startOtlpReceiver();
    const { stderr, exitCode } = await run(['--import', './with-values.mjs', 'queries-esm.mjs']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'telemetry/auto-instrumentations: "mysql2" has maskStatement: false, so the values of statements and the messages of errors are in the spans. ' +
        'Leave maskStatement out to keep our true.\n',
    );
    expect(shown('pg')[3]).toBe("SELECT postgres: SELECT 'hunter2'::int");
    expect(operations('pg')[3]?.status.message).toBe(ERRORS[0]);
    expect(operations('pg')[2]?.attributes['db.postgresql.values']).toEqual(['hunter2']);
    expect(shown('mysql2')[1]).toBe('UPDATE loads: UPDATE site SET name = "hunter2" WHERE id = ?');
    expect(shown('redis')[0]).toBe('SET: SET session:hunter2 hunter2');
    await receiver.close();
  });
});
