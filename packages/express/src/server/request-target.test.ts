import { describe, expect, it } from 'vitest';
import { parseTarget } from './request-target.ts';

describe('parseTarget', () => {
  it.each([
    ['/a/b', '/a/b', undefined],
    ['/a?x=1?y=2', '/a', 'x=1?y=2'],
    ['/a?', '/a', ''],
    ['http://proxy.example:80/a?x=1', '/a', 'x=1'],
    ['http://proxy.example?x=1', '/', 'x=1'],
    ['*', '*', undefined],
    ['//double', '//double', undefined],
  ])('splits %s', (url, path, query) => {
    expect(parseTarget(url)).toEqual({ path, query });
  });

  it('takes a missing target for the root', () => {
    expect(parseTarget(undefined)).toEqual({ path: '/', query: undefined });
  });
});
