import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../outputs/output.ts';

/**
 * Writes and removes files of a directory: all or nothing. New content is written aside first, so that a full disk is noticed
 * before anything was replaced; then files are moved, which either works or is undone.
 *
 * @throws whatever the file system says, after everything was put back.
 */
export function writeOutput(
  directory: string,
  files: readonly OutputFile[],
  removed: readonly string[],
): void {
  mkdirSync(directory, { recursive: true });
  // In the same directory: a move from another file system would be a copy.
  const aside = mkdtempSync(join(directory, '.generating-'));
  const undo: (() => void)[] = [];
  try {
    for (const { path, content, isExecutable } of files) {
      const target = join(aside, 'new', path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { mode: isExecutable ? 0o755 : 0o644 });
    }
    for (const path of [...files.map((file) => file.path), ...removed]) {
      moveAside(directory, aside, path, undo);
    }
    for (const { path } of files) {
      const target = join(directory, path);
      makeDirectory(dirname(target), undo);
      renameSync(join(aside, 'new', path), target);
      undo.push(() => rmSync(target));
    }
  } catch (error) {
    for (const step of undo.toReversed()) step();
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  for (const path of removed) removeEmptyDirectories(directory, dirname(path));
}

function moveAside(directory: string, aside: string, path: string, undo: (() => void)[]): void {
  const target = join(directory, path);
  if (!existsSync(target)) return;
  const old = join(aside, 'old', path);
  mkdirSync(dirname(old), { recursive: true });
  renameSync(target, old);
  undo.push(() => renameSync(old, target));
}

function makeDirectory(path: string, undo: (() => void)[]): void {
  const first = mkdirSync(path, { recursive: true });
  if (first !== undefined) undo.push(() => rmSync(first, { recursive: true }));
}

function removeEmptyDirectories(directory: string, path: string): void {
  if (path === '.' || path === '') return;
  const target = join(directory, path);
  if (!existsSync(target) || readdirSync(target).length > 0) return;
  rmdirSync(target);
  removeEmptyDirectories(directory, dirname(path));
}
