import { describe, expect, it } from 'vitest';
import { backoffMs, isRetryableStatus } from './retry-policy.ts';

describe('backoffMs', () => {
  it('grows from half a second to five', () => {
    const steps = [1, 2, 3, 10].map((attempt) => backoffMs(attempt, undefined, () => 0.5));

    expect(steps).toEqual([500, 750, 1_125, 5_000]);
  });

  it('spreads by a fifth in both directions', () => {
    expect(backoffMs(1, undefined, () => 0)).toBe(400);
    expect(backoffMs(1, undefined, () => 1)).toBe(600);
  });

  it('does what the collector asks for, in seconds or as a date', () => {
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();

    expect(backoffMs(1, '3')).toBe(3_000);
    expect(backoffMs(1, '0')).toBe(100);
    expect(backoffMs(1, inTenSeconds)).toBeGreaterThan(8_000);
    expect(backoffMs(1, 'Thu, 01 Jan 1970 00:00:00 GMT')).toBe(100);
  });

  it('does not believe nonsense', () => {
    expect(backoffMs(1, 'later', () => 0.5)).toBe(500);
    expect(backoffMs(1, '-5', () => 0.5)).toBe(500);
  });
});

describe('isRetryableStatus', () => {
  it('follows the OTLP specification', () => {
    const statuses = [200, 400, 401, 408, 413, 429, 500, 501, 502, 503, 504];

    expect(statuses.filter(isRetryableStatus)).toEqual([429, 502, 503, 504]);
  });
});
