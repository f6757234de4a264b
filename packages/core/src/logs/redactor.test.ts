import { describe, expect, it } from 'vitest';
import { createRedactor, DEFAULT_REDACTED_KEYS } from './redactor.ts';

describe('createRedactor', () => {
  it.each([
    'password',
    'Password',
    'apiKey',
    'API-KEY',
    'x-api-key',
    'http.request.header.authorization',
    'user.credentials.password',
    'Set-Cookie',
    'refreshToken',
  ])('masks %s without being told', (path) => {
    expect(createRedactor().isSecret(path)).toBe(true);
  });

  it.each(['site', 'tokens', 'passwordless', 'token.count', 'keyboard', 'secretary', ''])(
    'leaves %j alone',
    (path) => {
      expect(createRedactor().isSecret(path)).toBe(false);
    },
  );

  it.each([
    ['mail', 'user.mail', true],
    ['mail', 'mailing', false],
    ['user.mail', 'user.mail', true],
    ['user.mail', 'order.user.mail', true],
    ['user.mail', 'mail', false],
    ['user.mail', 'admin.mail', false],
    ['*.iban', 'account.iban', true],
    ['*.iban', 'iban', false],
    ['*_pin', 'card_pin', true],
    ['*secret*', 'oursecretthing', true],
    ['User.E-Mail', 'user.email', true],
    ['a+b', 'a+b', true],
    ['a+b', 'aab', false],
  ])('%s, for %s: %s', (pattern, path, expected) => {
    const redactor = createRedactor([pattern]);
    expect(redactor.isSecret(path)).toBe(expected);
    expect(redactor.isSecret(path), 'the remembered verdict').toBe(expected);
  });

  it('adds to the defaults, and passes over what is no pattern', () => {
    const redactor = createRedactor(['mail', '', 7 as never, null as never]);
    expect(redactor.isSecret('mail')).toBe(true);
    expect(DEFAULT_REDACTED_KEYS.filter((key) => !redactor.isSecret(key))).toEqual([]);
  });

  it('takes one text for a list of one', () => {
    const redactor = createRedactor('mail' as never);
    expect([redactor.isSecret('mail'), redactor.isSecret('m')]).toEqual([true, false]);
  });

  it('stays bounded and right with more paths than it remembers', () => {
    const redactor = createRedactor();
    for (let index = 0; index < 3_000; index++) redactor.isSecret(`k${index}`);
    expect(redactor.isSecret('late.password')).toBe(true);
    expect(redactor.isSecret('late.site')).toBe(false);
  });
});
