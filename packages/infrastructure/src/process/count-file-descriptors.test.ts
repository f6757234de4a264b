import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileDescriptorCounter } from './count-file-descriptors.ts';

const isLinux = process.platform === 'linux';

describe('fileDescriptorCounter', () => {
  const opened: number[] = [];
  afterEach(() => {
    vi.restoreAllMocks();
    for (const descriptor of opened.splice(0)) fs.closeSync(descriptor);
  });

  it.runIf(isLinux)('counts as many as are listed', async () => {
    const count = fileDescriptorCounter('/proc/self/fd');
    for (let more = 0; more < 100; more += 50) {
      for (let index = 0; index < more; index++) opened.push(fs.openSync('/dev/null', 'r'));
      expect(await count()).toBe(fs.readdirSync('/proc/self/fd').length - 1);
    }
  });

  it.runIf(isLinux)(
    'counts the same where the kernel does not tell the size of the folder',
    async () => {
      const count = fileDescriptorCounter('/proc/self/fd');
      const told = await count();
      const original = fs.statSync;
      vi.spyOn(fs, 'statSync').mockImplementation(((path: string) =>
        Object.assign(original(path), { size: 0 })) as never);
      const listed = count();
      expect(listed).toBeInstanceOf(Promise);
      expect(await listed).toBe(told);
    },
  );

  it('does not take the size of an ordinary folder for a count', async () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'fd-'));
    for (const name of ['0', '1', '2']) fs.writeFileSync(join(folder, name), '');
    expect(await fileDescriptorCounter(folder)()).toBe(3);
    fs.rmSync(folder, { recursive: true });
  });

  it('throws the error of the file system', () => {
    expect(() => fileDescriptorCounter('/nowhere/fd')()).toThrow(/ENOENT/);
  });
});
