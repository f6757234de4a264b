import express from 'express4';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { express4Templates } from './express4-template.ts';
import type { LayerLike } from './router-internals.ts';

function layerOf(path: string | RegExp | string[]): Required<Pick<LayerLike, 'regexp' | 'keys'>> {
  const router = express.Router() as unknown as { stack: LayerLike[]; use: Function };
  router.use(path, () => undefined);
  return router.stack[0] as Required<Pick<LayerLike, 'regexp' | 'keys'>>;
}

function templates(path: string | RegExp | string[]): string[] {
  const { regexp, keys } = layerOf(path);
  const names = keys.map((key) => key.name);
  return express4Templates(regexp, names).map((part) => part.template);
}

describe('express4Templates', () => {
  it.each([
    '/api',
    '/api/:tenant',
    '/api/:tenant/v:version',
    '/files/:name.:extension',
    '/a.b',
    '/flights/:from-:to',
    '/optional/:tail?',
    String.raw`/user/:id(\d+)`,
    '/rest/:path*',
    '*',
    '/star/*',
    '/ab?cd',
  ])('recovers %s', (path) => {
    expect(templates(path)).toEqual([path]);
  });

  it('recovers each path of an array, each with its own parameters', () => {
    expect(templates(['/a/:x', '/b', '/c/:y/:z'])).toEqual(['/a/:x', '/b', '/c/:y/:z']);
  });

  it('leaves out a trailing slash, which Express leaves out, too', () => {
    expect(templates('/api/')).toEqual(['/api']);
  });

  it("gives a user's own regular expression in its literal form", () => {
    expect(templates(/^\/rx\/(\d+)/)).toEqual([String.raw`/^\/rx\/(\d+)/`]);
  });

  it('recovers what older releases of path-to-regexp 0.1 wrote', () => {
    const of = (source: string, ...names: string[]) =>
      express4Templates(new RegExp(source, 'i'), names).map((part) => part.template);

    expect(of(String.raw`^\/api\/(?:([^\/]+?))\/?(?=\/|$)`, 'tenant')).toEqual(['/api/:tenant']);
    expect(of(String.raw`^\/a(?:\/([^\/]+?))?\/?(?=\/|$)`, 'x')).toEqual(['/a/:x?']);
  });

  it('is the inverse of Express for every path of literals and parameters', () => {
    const segment = fc.oneof(
      fc.stringMatching(/^[a-z0-9_.-]{1,8}$/),
      fc.stringMatching(/^:[a-z]{1,6}$/),
      fc.stringMatching(/^:[a-z]{1,6}\?$/),
      fc.stringMatching(/^[a-z]{1,3}:[a-z]{1,4}$/),
    );
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
        const path = `/${segments.join('/')}`;
        expect(templates(path)).toEqual([path]);
      }),
    );
  });
});
