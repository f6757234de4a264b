import { setImmediate as nextTurn } from 'node:timers/promises';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, test } from 'vitest';
import { cacheCatalog } from './catalog.ts';
import { durationsOf, outcomesOf } from './fixtures/outcomes-of.ts';
import { observeCache } from './observe-cache.ts';

type Answer = unknown;

/** A client with the methods of a Redis library, whose next answer is given beforehand. Real ones: test/data-stores. */
function fakeClient(spellings: readonly string[]) {
  const client = {
    answer: undefined as Answer,
    sendCommand: () => undefined,
    hGet: () => undefined,
    connect: () => Promise.resolve(client as unknown),
    multi: () => ({ exec: () => 'results' }),
    on: () => client as unknown,
  };
  const command = (...args: unknown[]): Promise<unknown> => {
    const { answer } = client;
    const promise = answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    const listener = args.at(-1);
    // As ioredis does: whoever passes a callback need not handle the promise.
    if (typeof listener === 'function') promise.catch((error: unknown) => void listener(error));
    return promise;
  };
  for (const name of ['get', 'set', ...spellings]) Object.assign(client, { [name]: command });
  return client as typeof client & Record<string, typeof command>;
}

function setUp(...spellings: string[]) {
  const t = createTestTelemetry();
  const target = fakeClient(spellings);
  const cache = observeCache('redis', target, { providers: t.providers });
  const ask = async (name: string, answer: Answer, ...args: unknown[]): Promise<unknown> => {
    target.answer = answer;
    return cache[name]!(...args);
  };
  return { t, target, cache, ask };
}

describe('commands that read', () => {
  test.each(['get', 'getEx', 'getex', 'getDel', 'hGet', 'hget', 'getBuffer', 'GET', 'HGET'])(
    'takes null from %s for a miss, and an empty text for a hit',
    async (name) => {
      const { t, ask } = setUp(name);
      expect([await ask(name, null, 'k'), await ask(name, '', 'k')]).toEqual([null, '']);
      expect(outcomesOf(t, 'redis')).toEqual({ miss: 1, hit: 1 });
    },
  );

  test.each(['mGet', 'mget', 'MGET'])('counts each key of %s', async (name) => {
    const { t, ask } = setUp(name);
    await ask(name, ['A', null, 'C'], ['a', 'b', 'c']);
    await ask(name, [null, 'B'], 'a', 'b');
    expect(outcomesOf(t, 'redis')).toEqual({ hit: 3, miss: 2 });
  });

  test.each(['hmGet', 'hmget'])('counts each field of %s, not the hash', async (name) => {
    const { t, ask } = setUp(name);
    await ask(name, ['A', null], 'hash', ['a', 'b']);
    await expect(ask(name, new Error('down'), 'hash', 'a', 'b')).rejects.toThrow('down');
    expect(outcomesOf(t, 'redis')).toEqual({ hit: 1, miss: 1, error: 2 });
  });

  test.each(['hGetAll', 'hgetall'])('takes an empty hash from %s for a miss', async (name) => {
    const { t, ask } = setUp(name);
    for (const answer of [{}, new Map(), null]) await ask(name, answer, 'hash');
    await ask(name, { a: '1' }, 'hash');
    await ask(name, new Map([['a', '1']]), 'hash');
    expect(outcomesOf(t, 'redis')).toEqual({ miss: 3, hit: 2 });
  });

  test('counts every key of a command that fails, and passes the very error on', async () => {
    const { t, ask } = setUp('mGet');
    const error = new RangeError('down');
    await expect(ask('mGet', error, ['a', 'b'])).rejects.toBe(error);
    await expect(ask('get', error, 'a')).rejects.toBe(error);
    expect(outcomesOf(t, 'redis')).toEqual({ error: 3 });
    assertConventions(t, [cacheCatalog]);
  });
});

test('times reads and writes', async () => {
  const { t, ask } = setUp('mset', 'del', 'setEx', 'mget');
  await ask('set', 'OK', 'k', 'v');
  await ask('setEx', 'OK', 'k', 1, 'v');
  await ask('mset', 'OK', { a: 1 });
  await ask('mget', ['1'], ['a']);
  await ask('del', 1, 'k');
  expect(
    durationsOf(t, 'fluxora.cache.operation.duration', 'fluxora.cache.operation', 'redis'),
  ).toEqual({ set: 2, set_many: 1, get_many: 1, delete: 1 });
  expect(outcomesOf(t, 'redis')).toEqual({ hit: 1 });
});

test('creates no second rejection for a caller with a callback', async () => {
  const { t, target, cache } = setUp();
  target.answer = new Error('down');
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const failure = await new Promise((resolve) => void cache['get']!('k', resolve));
  expect(failure).toBe(target.answer);
  await nextTurn();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
  const promise = cache['get']!('k', () => undefined);
  await expect(promise).rejects.toBe(target.answer);
  expect(outcomesOf(t, 'redis')).toEqual({ error: 2 });
});

test('stands for the client that connect() and on() give, and leaves transactions alone', async () => {
  const { cache } = setUp();
  expect(await cache.connect()).toBe(cache);
  expect(cache.on()).toBe(cache);
  expect(cache.multi().exec()).toBe('results');
});
