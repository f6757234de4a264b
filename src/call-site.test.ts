import { describe, expect, it } from 'vitest';
import { callSiteOf } from './call-site.ts';

function entryPoint(): string {
  return callSiteOf(entryPoint);
}

describe('callSiteOf', () => {
  it('names the file and line that called the entry point', () => {
    expect(entryPoint()).toMatch(/call-site\.test\.ts:\d+$/);
  });

  it('leaves the depth of stack traces as it was', () => {
    const before = Error.stackTraceLimit;
    entryPoint();

    expect(Error.stackTraceLimit).toBe(before);
  });
});
