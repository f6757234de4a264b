import { expect, test } from 'vitest';
import { toPatchTargets } from './patch-targets.ts';
import { packageNameOf, preloadedPackages } from './preloaded-packages.ts';

const targets = toPatchTargets([
  { name: 'pg', files: [{ name: 'pg/lib/client.js' }] },
  { name: '@smithy/core' },
  { name: 'http' },
  { name: 'ioredis' },
]);

test('names the packages that are loaded already, once each', () => {
  const files = [
    '/app/node_modules/pg/lib/index.js',
    '/app/node_modules/pg/lib/client.js',
    '/app/node_modules/@smithy/core/dist/index.js',
    '/app/node_modules/express/index.js',
    '/app/src/pg/index.js',
  ];

  expect(preloadedPackages(targets, files)).toEqual(['@smithy/core', 'pg']);
});

test('never names a builtin: it is patched in place', () => {
  expect(preloadedPackages(targets, ['/app/node_modules/http/index.js'])).toEqual([]);
});

test.each([
  ['/app/node_modules/pg/lib/index.js', 'pg'],
  ['/app/node_modules/a/node_modules/@b/c/index.js', '@b/c'],
  ['/app/src/index.js', undefined],
])('reads the package of %s', (file, name) => {
  expect(packageNameOf(file)).toBe(name);
});
