import { describe, expect, test } from 'vitest';
import { SipHash } from './sip-hash.ts';

const key = Uint8Array.from({ length: 16 }, (_, index) => index);

function hashOf(bytes: Uint8Array, withKey = key): string {
  const hash = new SipHash(withKey);
  hash.hash(new DataView(bytes.buffer, bytes.byteOffset), bytes.length);
  return [hash.high, hash.low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

describe('SipHash-2-4', () => {
  // Key 00…0f, message 00, 01, …: the paper's example has 15 bytes; the others agree with OpenSSL 3.
  test.each([
    [0, '726fdb47dd0e0e31'],
    [1, '74f839c593dc67fd'],
    [7, 'ab0200f58b01d137'],
    [8, '93f5f5799a932462'],
    [9, '9e0082df0ba9e4b0'],
    [15, 'a129ca6149be45e5'],
    [16, '3f2acc7f57c29bdb'],
    [31, '32d892fad841c342'],
    [63, '958a324ceb064572'],
  ])('of %i bytes is what others compute', (length, expected) => {
    expect(hashOf(Uint8Array.from({ length }, (_, index) => index))).toBe(expected);
  });

  test('depends on every bit of the key', () => {
    const message = new Uint8Array(8);
    const found = Array.from({ length: 128 }, (_, bit) => {
      const other = Uint8Array.from(key);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return hashOf(message, other);
    });
    expect(new Set([...found, hashOf(message)]).size).toBe(129);
  });

  test('does not remember what was hashed before', () => {
    const hash = new SipHash(key);
    const long = Uint8Array.from({ length: 63 }, (_, index) => index);
    hash.hash(new DataView(long.buffer), 63);
    hash.hash(new DataView(long.buffer), 15);
    expect((hash.high >>> 0).toString(16)).toBe('a129ca61');
  });
});
