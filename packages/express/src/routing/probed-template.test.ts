import { describe, expect, it } from 'vitest';
import Router from 'router22';
import { probeTemplate, type MountMatcher } from './probed-template.ts';

function probe(path: string, matched: string, options: object = {}): string | undefined {
  const router = new Router(options) as unknown as {
    stack: { matchers: MountMatcher[] }[];
    use: Function;
  };
  router.use(path, () => undefined);
  return probeTemplate(router.stack[0]?.matchers[0] as MountMatcher, matched);
}

describe('probeTemplate', () => {
  it.each([
    ['/api', '/api', '/api'],
    ['/api/:tenant', '/api/acme', '/api/:tenant'],
    ['/api/:api', '/api/api', '/api/:api'],
    ['/v:version/:id', '/v1/7', '/v:version/:id'],
    ['/files/:name.:extension', '/files/a.txt', '/files/:name.:extension'],
    ['/rest/*path', '/rest/a/b/c', '/rest/*path'],
    ['/opt{/:tail}', '/opt', '/opt'],
    ['/opt{/:tail}', '/opt/x', '/opt/:tail'],
  ])('recovers %s from a request for %s', (path, matched, template) => {
    expect(probe(path, matched)).toBe(template);
  });

  it('does not let the spelling of a client make a new template', () => {
    expect(probe('/api/:tenant', '/API/acme')).toBe('/api/:tenant');
    expect(probe('/Api/:tenant', '/API/acme')).toBe('/api/:tenant');
  });

  it('keeps the spelling of a path that minds it', () => {
    expect(probe('/Api', '/Api', { caseSensitive: true })).toBe('/Api');
  });

  it('survives a parameter that cannot be decoded', () => {
    expect(probe('/api/:tenant', '/api/%E0%A4%A')).toBeDefined();
  });
});
