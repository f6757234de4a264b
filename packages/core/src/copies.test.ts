import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadedCopies, onCopyLoaded } from './copies.ts';

test('knows itself, and hears of a second copy when it is loaded', async () => {
  const heard: string[] = [];
  onCopyLoaded((url) => heard.push(url));
  const before = loadedCopies().length;
  await loadSecondCopy();

  expect(before).toBe(1);
  expect(loadedCopies()).toHaveLength(2);
  expect(heard).toEqual([loadedCopies()[1]]);
});

test('does not take a reload of the same file for a copy', async () => {
  const before = [...loadedCopies()];
  vi.resetModules();
  await import('./copies.ts');

  expect(loadedCopies()).toEqual(before);
});

async function loadSecondCopy(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'copies-'));
  const copy = join(directory, 'copies.ts');
  copyFileSync(new URL('copies.ts', import.meta.url), copy);
  await import(/* @vite-ignore */ copy);
  rmSync(directory, { recursive: true });
}
