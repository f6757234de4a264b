import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { createRedactor } from '../logs/redactor.ts';
import { maskSecrets, maskSecretsWithin } from './mask-secrets.ts';

const redactor = createRedactor(['pin']);
const mask = (text: string) => maskSecrets(text, redactor);

test.each([
  [
    'connect postgres://app:hunter2@db:5432/x failed',
    'connect postgres://[redacted]@db:5432/x failed',
  ],
  ['mongodb+srv://app:hunter2@a,b/x', 'mongodb+srv://[redacted]@a,b/x'],
  ['mongodb://u:hunter2@h1:1,u:hunter2@h2:2/x', 'mongodb://[redacted]@h2:2/x'],
  ['redis://:hunter2@cache', 'redis://[redacted]@cache'],
  ['redis://hunter2@cache', 'redis://[redacted]@cache'],
  ['Invalid URL "postgres://app:hun/ter#2@db"', 'Invalid URL "postgres://[redacted]@db"'],
  ['Invalid URL: http://app:hun/ter2@db', 'Invalid URL: http://[redacted]@db'],
  [
    'https://app:hunter2@host/a and https://app:hunter2@host',
    'https://[redacted]@host/a and https://[redacted]@host',
  ],
  ['http://a:1/x,http://u:hunter2@h', 'http://a:1/x,http://[redacted]@h'],
  ['host=db password=hunter2 user=app', 'host=db password=[redacted] user=app'],
  ['Server=db;Password=hunter2;User=app', 'Server=db;Password=[redacted];User=app'],
  ['{"user":"app","password":"hun ter\\"2"}', '{"user":"app","password":[redacted]}'],
  ["password: 'hun ter2' refused", 'password: [redacted] refused'],
  ['password="hunter2 and so on', 'password=[redacted]'],
  ['PGPASSWORD=hunter2', 'PGPASSWORD=[redacted]'],
  [
    'GET https://feed/prices?api_key=hunter2&zone=DE 401',
    'GET https://feed/prices?api_key=[redacted]&zone=DE 401',
  ],
  ['url=redis://cache?password=hunter2', 'url=redis://cache?password=[redacted]'],
  ['Authorization: Bearer hunter2hunter2', 'Authorization: [redacted] [redacted]'],
  ['got Bearer hunter2hunter2, expired', 'got Bearer [redacted], expired'],
  ['bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'bad [redacted]'],
  ['pin: 4711', 'pin: [redacted]'],
])('masks %s', (text, masked) => {
  expect(mask(text)).toBe(masked);
  expect(mask(text)).not.toMatch(/hunter2|ter2|4711/);
});

test.each([
  'connect ECONNREFUSED 127.0.0.1:5432',
  'password authentication failed for user "app"',
  'GET https://registry.example/@scope/pkg 404',
  'relation "tokens" does not exist',
  'timeout: 2000 ms; retries=3',
])('leaves %s as it is', (text) => {
  expect(mask(text)).toBe(text);
});

it('keeps one line of at most 1000 characters', () => {
  expect(mask(' a\nb\r\n\tc\u0000d\u2028e ')).toBe('a b c d e');
  expect(mask('x'.repeat(5_000))).toBe(`${'x'.repeat(1_000)}…`);
});

it('masks a password of any length and spelling in an address', () => {
  const secret = fc.stringMatching(/^[\w!$%&*()+,;:=.~-]{9,1500}$/);
  fc.assert(
    fc.property(secret, (password) => {
      expect(mask(`cannot reach amqp://app:${password}@broker/vhost`)).toBe(
        'cannot reach amqp://[redacted]@broker/vhost',
      );
    }),
  );
});

it('is quick on texts that are made to be slow', () => {
  const nasty = ['a://', 'a="', "a='", 'Bearer  ', 'eyJ', 'a.', '=', 'password=', '\\"', '@', ' '];
  const startedAt = performance.now();
  for (const piece of nasty) mask(piece.repeat(100_000 / piece.length));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it('never throws, and finds texts at any depth of a value', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void mask(text)));
  expect(
    maskSecretsWithin({ a: ['x', { url: 'redis://u:hunter2@h' }], b: 1, c: null }, redactor),
  ).toEqual({ a: ['x', { url: 'redis://[redacted]@h' }], b: 1, c: null });
});
