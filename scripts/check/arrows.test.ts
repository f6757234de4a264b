import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findForbiddenImports, importsOf } from './arrows.ts';

function treeWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test('finds every form of import and ignores comments', () => {
  const source = `
    import { a,
      b } from 'one';
    import type { T } from 'two';
    export * from 'three';
    const x = await import('four');
import 'five';
    // import 'six';
    /* import { y } from 'seven'; */`;
  expect(importsOf(source)).toEqual(['one', 'two', 'three', 'four', 'five']);
});

test('lets core import the API and itself, and nothing else', () => {
  const root = treeWith({
    'packages/core/src/good.ts':
      "import { trace } from '@opentelemetry/api';\nimport { x } from './x.ts';\nimport 'node:fs';",
    'packages/core/src/bad.ts': "import { NodeSDK } from '@opentelemetry/sdk-node';",
  });
  expect(findForbiddenImports(root)).toEqual([
    expect.stringContaining("packages/core/src/bad.ts: imports '@opentelemetry/sdk-node'"),
  ]);
});

test('refuses a path into another package', () => {
  const root = treeWith({
    'packages/express/src/a/b.ts': "import { x } from '../../../core/src/index.ts';",
  });
  expect(findForbiddenImports(root)).toHaveLength(1);
});

test('keeps instrumentations and core away from the root package', () => {
  const root = treeWith({
    'packages/express/src/a.ts': "import type { Telemetry } from '@fluxora/telemetry';",
  });
  expect(findForbiddenImports(root)).toHaveLength(1);
});

test('holds for this repository', () => {
  expect(findForbiddenImports()).toEqual([]);
});
