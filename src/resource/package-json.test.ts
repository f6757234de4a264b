import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNearestPackageJson } from './package-json.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'package-json-'));
  mkdirSync(join(root, 'app/dist/deep'), { recursive: true });
  mkdirSync(join(root, 'broken'));
  writeFileSync(join(root, 'app/package.json'), '{"name":"@fluxora/api","version":"1.2.3"}');
  writeFileSync(join(root, 'app/dist/package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'broken/package.json'), '{"name":');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('readNearestPackageJson', () => {
  it('looks upwards from the entry file, past markers without a name', () => {
    expect(readNearestPackageJson(join(root, 'app/dist/deep/main.js'))).toEqual({
      name: '@fluxora/api',
      version: '1.2.3',
    });
  });

  it('finds nothing without throwing', () => {
    expect(readNearestPackageJson(join(root, 'broken/main.js'))).toEqual({});
  });
});
