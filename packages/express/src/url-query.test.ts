import { describe, expect, it } from 'vitest';
import { createQueryRedactor, defaultRedactedQuery } from './url-query.ts';

describe('createQueryRedactor', () => {
  const redact = createQueryRedactor(defaultRedactedQuery);

  it.each([
    ['q=1&sig=abc', 'q=1&sig=REDACTED'],
    ['X-Amz-Signature=abc&X-Amz-Date=1', 'X-Amz-Signature=REDACTED&X-Amz-Date=1'],
    ['sig=a&sig=b', 'sig=REDACTED&sig=REDACTED'],
    ['token=', 'token=REDACTED'],
    ['X%2DAmz%2DSignature=abc', 'X%2DAmz%2DSignature=REDACTED'],
    ['token=a=b&c=d', 'token=REDACTED&c=d'],
  ])('takes the secrets out of %s', (query, redacted) => {
    expect(redact(query)).toBe(redacted);
  });

  it.each(['', 'q=1', 'q', '&&', 'sig', 'signed=1', 'SIG=abc', '%E0%A4%A=1', 'a=sig=b'])(
    'keeps "%s" as it was sent',
    (query) => {
      expect(redact(query)).toBe(query);
    },
  );

  it('uses a list of your own instead', () => {
    const own = createQueryRedactor(['site']);

    expect(own('site=north&sig=abc')).toBe('site=REDACTED&sig=abc');
    expect(createQueryRedactor([])('sig=abc')).toBe('sig=abc');
  });
});
