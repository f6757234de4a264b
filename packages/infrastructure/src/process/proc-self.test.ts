import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOpenFilesLimit, parseSelfIo, parseSelfStat } from './proc-self.ts';

// Recorded on Linux 6.18 from a Node.js process, the name replaced.
const stat = (name: string) =>
  `4711 (${name}) S 4700 4711 4700 0 -1 4194304 6013 0 12 0 21 7 0 0 20 0 11 0 1234567 1715412992 12047 ` +
  '18446744073709551615 4194304 71234567 140720000000000 0 0 0 0 16781312 134235650 0 0 0 17 1 0 0 0 0 0 1 2 3 4 5 6 7 0\n';

const IO =
  'rchar: 6976\nwchar: 12\nsyscr: 10\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 512\n';

const limits = (soft: string) =>
  'Limit                     Soft Limit           Hard Limit           Units     \n' +
  'Max cpu time              unlimited            unlimited            seconds   \n' +
  `Max open files            ${soft.padEnd(20)} 524288               files     \n` +
  'Max locked memory         8388608              8388608              bytes     \n';

describe('parseSelfStat', () => {
  it.each(['node', 'a b', 'a) b', ') S 1 (', '(((', ''])('reads it after the name "%s"', (name) => {
    expect(parseSelfStat(stat(name))).toEqual({ threads: 11, virtualBytes: 1_715_412_992 });
  });

  it.each(['', 'garbage', '1 (node', '1 (node) S 1 2', stat('node').replaceAll(/\d+/g, 'x')])(
    'does not take "%s" for it',
    (text) => {
      expect(parseSelfStat(text)).toBeUndefined();
    },
  );
});

describe('parseSelfIo', () => {
  it('reads what went to disks, not what went through calls', () => {
    expect(parseSelfIo(IO)).toEqual({ read: 4096, write: 8192 });
  });

  it.each(['', 'read_bytes: 1\n', 'read_bytes: -1\nwrite_bytes: 1\n', 'rread_bytes: 1\n'])(
    'does not take %j for it',
    (text) => {
      expect(parseSelfIo(text)).toBeUndefined();
    },
  );
});

describe('parseOpenFilesLimit', () => {
  it('reads the soft limit', () => {
    expect(parseOpenFilesLimit(limits('1024'))).toBe(1024);
    expect(parseOpenFilesLimit(limits('unlimited'))).toBe('unlimited');
  });

  it.each(['', 'Max open files\n', limits('many'), limits('-1')])('does not take %j', (text) => {
    expect(parseOpenFilesLimit(text)).toBeUndefined();
  });
});

it('gives numbers ≥ 0 or nothing for any text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((part) => stat(part)),
    fc
      .array(fc.constantFrom('read_bytes', 'write_bytes', ':', ' ', '\n', '7', '-', ') '))
      .map((words) => words.join('')),
  );
  fc.assert(
    fc.property(text, (garbage) => {
      const found = [parseSelfStat(garbage), parseSelfIo(garbage), parseOpenFilesLimit(garbage)];
      const numbers = found.flatMap((each) =>
        typeof each === 'object' ? Object.values(each) : [each],
      );
      for (const value of numbers) {
        if (value === undefined || value === 'unlimited') continue;
        expect(value).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
