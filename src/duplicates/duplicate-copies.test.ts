import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Notices } from '@fluxora/telemetry-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  describeDuplicate,
  findDuplicateCopies,
  reportDuplicateCopies,
} from './duplicate-copies.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let directory: string;
let application: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'duplicates-')));
  application = join(directory, 'main.js');
  writeFileSync(application, '');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function install(name: string, version: string, below = directory): string {
  const path = join(below, 'node_modules', name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  writeFileSync(join(path, 'index.js'), '');
  return path;
}

test('finds nothing in this repository', () => {
  expect(findDuplicateCopies({ application: join(root, 'index.js') })).toEqual([]);
});

test('finds the API that the application resolves to when its version is another', () => {
  const other = install('@opentelemetry/api', '1.9.0');

  expect(findDuplicateCopies({ application })).toEqual([
    {
      name: '@opentelemetry/api',
      copies: [
        { path: join(root, 'node_modules/@opentelemetry/api'), version: '1.10.0' },
        { path: other, version: '1.9.0' },
      ],
    },
  ]);
});

test('leaves out an API of the same version: the two share everything', () => {
  install('@opentelemetry/api', '1.10.0');

  expect(findDuplicateCopies({ application })).toEqual([]);
});

test('names an API version that registered first, wherever it came from', () => {
  const symbol = Symbol.for('opentelemetry.js.api.1');
  const globals = globalThis as Record<symbol, unknown>;
  const before = globals[symbol];
  globals[symbol] = { version: '1.8.0' };
  try {
    expect(findDuplicateCopies({ application })[0]?.copies).toContainEqual({
      path: 'an unknown place, which registered first',
      version: '1.8.0',
    });
  } finally {
    globals[symbol] = before;
  }
});

test('finds an SDK copy that was loaded from inside another package', () => {
  const inner = install('@opentelemetry/sdk-trace', '2.9.0', join(directory, 'node_modules/other'));
  const loadedFiles = [join(inner, 'dist/index.cjs'), join(inner, 'dist/tracer.cjs')];

  expect(findDuplicateCopies({ application, loadedFiles })).toEqual([
    {
      name: '@opentelemetry/sdk-trace',
      copies: [
        { path: join(root, 'node_modules/@opentelemetry/sdk-trace'), version: '3.0.0' },
        { path: inner, version: '2.9.0' },
      ],
    },
  ]);
});

test('finds a second loaded copy of our core', async () => {
  const copy = install('@fluxora/telemetry-core', '0.0.9');
  const { loadedCopies } = await import('@fluxora/telemetry-core');
  const urls = loadedCopies() as string[];
  urls.push(pathToFileURL(join(copy, 'index.js')).href);
  try {
    expect(findDuplicateCopies({ application: join(root, 'index.js') })).toEqual([
      {
        name: '@fluxora/telemetry-core',
        copies: expect.arrayContaining([{ path: copy, version: '0.0.9' }]) as unknown,
      },
    ]);
  } finally {
    urls.pop();
  }
});

test('says both places, both versions, what follows, and the mend', () => {
  const message = describeDuplicate({
    name: '@opentelemetry/api',
    copies: [
      { path: '/a/api', version: '1.10.0' },
      { path: '/b/api', version: '1.9.0' },
    ],
  });

  expect(message).toBe(
    'telemetry/duplicates: @opentelemetry/api is here 2 times: 1.10.0 at /a/api and 1.9.0 at /b/api. ' +
      'The version that registers first carries the signals: what uses a newer one is silent, what uses an older one works as far as that goes. ' +
      'Run "npm ls @opentelemetry/api" to see who brings them, then "npm dedupe", or set one version under "overrides" in package.json.',
  );
});

test('reports nothing when there is nothing', () => {
  const said: string[] = [];

  reportDuplicateCopies(new Notices((message) => said.push(message)));

  expect(said).toEqual([]);
});
