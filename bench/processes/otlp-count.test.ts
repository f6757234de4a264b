import { describe, expect, it } from 'vitest';
import { countOtlp } from './otlp-count.ts';

/** A protobuf field with a length: number, then its bytes. */
const field = (number: number, ...content: (Uint8Array | number[])[]) => {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), body]);
};
const text = (value: string) => Buffer.from(value);
const span = (name: string) =>
  field(
    2,
    field(1, Buffer.alloc(16)),
    [7 * 8 + 1, ...Buffer.alloc(8)],
    field(5, text(name)),
    [48, 2],
  );

describe('countOtlp', () => {
  it('counts spans over all resources and scopes, and their names', () => {
    const scopeSpans = field(2, field(1, text('scope')), span('GET /a'), span('GET /b'));
    const body = Buffer.concat([
      field(1, scopeSpans, scopeSpans),
      field(1, field(2, span('GET /a'))),
    ]);
    const { items, names } = countOtlp('traces', body);
    expect(items).toBe(5);
    expect(Object.fromEntries(names)).toEqual({ 'GET /a': 3, 'GET /b': 2 });
  });

  it('reads the name of a metric, which is another field', () => {
    const body = field(1, field(2, field(2, field(1, text('http.server.request.duration')))));
    expect([...countOtlp('metrics', body).names]).toEqual([['http.server.request.duration', 1]]);
  });

  it('refuses what is not a whole export request', () => {
    const body = field(1, field(2, span('GET /a')));
    expect(() => countOtlp('traces', body.subarray(0, 20))).toThrow(RangeError);
  });
});
