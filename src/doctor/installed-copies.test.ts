import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInstalledCopies } from './installed-copies.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'copies-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string, name: string, version: string): string {
  const directory = join(root, path);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name, version }));
  return directory;
}

const isApi = (name: string) => name === '@opentelemetry/api';

test('finds copies inside other packages, at any depth', () => {
  const top = install('node_modules/@opentelemetry/api', '@opentelemetry/api', '1.10.0');
  const deep = install(
    'node_modules/a/node_modules/@s/b/node_modules/@opentelemetry/api',
    '@opentelemetry/api',
    '1.9.0',
  );

  expect(findInstalledCopies(root, isApi)).toEqual([
    {
      name: '@opentelemetry/api',
      copies: [
        { path: top, version: '1.10.0' },
        { path: deep, version: '1.9.0' },
      ],
    },
  ]);
});

test('counts a linked workspace once and looks inside it', () => {
  const workspace = install('packages/web', 'web', '1.0.0');
  const inner = install(
    'packages/web/node_modules/@opentelemetry/api',
    '@opentelemetry/api',
    '1.9.0',
  );
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  symlinkSync(workspace, join(root, 'node_modules/web'));
  symlinkSync(workspace, join(root, 'node_modules/web-again'));

  expect(findInstalledCopies(root, isApi)).toEqual([
    { name: '@opentelemetry/api', copies: [{ path: inner, version: '1.9.0' }] },
  ]);
});

test('knows the store of pnpm', () => {
  const store = 'node_modules/.pnpm/@opentelemetry+api@1.10.0/node_modules/@opentelemetry/api';
  const real = install(store, '@opentelemetry/api', '1.10.0');
  const link = join(root, 'node_modules/@opentelemetry/api');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(real, link);

  expect(findInstalledCopies(root, isApi)[0]?.copies).toEqual([{ path: real, version: '1.10.0' }]);
});

test('looks into the node_modules of parent directories, as Node does', () => {
  const above = install('node_modules/@opentelemetry/api', '@opentelemetry/api', '1.10.0');
  const service = install('services/forecast', 'forecast', '1.0.0');

  expect(findInstalledCopies(service, isApi)[0]?.copies).toContainEqual({
    path: above,
    version: '1.10.0',
  });
});

test('survives dangling links and directories that are no packages', () => {
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  mkdirSync(join(root, 'node_modules/@opentelemetry/api'), { recursive: true });
  symlinkSync(join(root, 'gone'), join(root, 'node_modules/gone'));

  expect(findInstalledCopies(root, isApi)).toEqual([]);
});
