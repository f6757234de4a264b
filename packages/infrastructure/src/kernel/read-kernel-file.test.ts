import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readKernelFile } from './read-kernel-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'read-kernel-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('reads a file of %d bytes whole', (length) => {
  const content = 'ab cd\n'.repeat(40_000).slice(0, length);
  expect(readKernelFile(file('whole', content))).toBe(content);
});

test('does not show what it read before', () => {
  readKernelFile(file('long', 'x'.repeat(1_000)));
  expect(readKernelFile(file('short', 'y'))).toBe('y');
});

test('reads names that are not ASCII', () => {
  expect(readKernelFile(file('utf8', '/mnt/größe 日本\n'))).toBe('/mnt/größe 日本\n');
});

test.each([
  ['a file that does not exist', () => join(directory, 'none'), 'ENOENT'],
  ['a directory', () => directory, 'EISDIR'],
  ['a file without end', () => '/dev/zero', 'EFBIG'],
  ['a file of more than 4 MiB', () => file('huge', Buffer.alloc(4 * 1024 * 1024 + 1)), 'EFBIG'],
])('refuses %s', (_, path, code) => {
  expect(() => readKernelFile(path())).toThrow(expect.objectContaining({ code }));
});

test.runIf(process.platform === 'linux')('does not wait for the writer of a pipe', () => {
  const pipe = join(directory, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  expect(readKernelFile(pipe)).toBe('');
});

test.runIf(process.platform === 'linux')('leaves no descriptor open, also when it fails', () => {
  const open = () => readdirSync('/proc/self/fd').length;
  readKernelFile('/proc/self/stat');
  const before = open();
  for (let round = 0; round < 20; round += 1) {
    readKernelFile('/proc/self/stat');
    expect(() => readKernelFile(directory)).toThrow('EISDIR');
    expect(() => readKernelFile('/dev/zero')).toThrow('EFBIG');
  }
  expect(open()).toBe(before);
});
