import { isTracingSuppressed } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { SUPPRESSED_CONTEXT } from './request-context.ts';

describe('SUPPRESSED_CONTEXT', () => {
  it('is what the OpenTelemetry SDK understands', () => {
    expect(isTracingSuppressed(SUPPRESSED_CONTEXT)).toBe(true);
  });
});
