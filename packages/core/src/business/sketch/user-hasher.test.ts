import { expect, test, vi } from 'vitest';
import { UserHasher } from './user-hasher.ts';

test('what was hashed does not stay in memory', () => {
  const encode = vi.spyOn(TextEncoder.prototype, 'encodeInto');
  const hasher = new UserHasher('0123456789abcdef');

  hasher.hash('ada@fluxora.example');

  const [text, bytes] = encode.mock.calls.at(-1) ?? [];
  encode.mockRestore();
  expect(text).toBe('ada@fluxora.example');
  expect(bytes?.every((byte) => byte === 0)).toBe(true);
});

test('the same id under another key is another hash, and under the same key the same', () => {
  const hashOf = (key: string) => {
    const hasher = new UserHasher(key);
    hasher.hash('ada@fluxora.example');
    return [hasher.high, hasher.low];
  };

  expect(hashOf('0123456789abcdef')).toEqual(hashOf('0123456789abcdef'));
  expect(hashOf('0123456789abcdef')).not.toEqual(hashOf('0123456789abcdeg'));
});
