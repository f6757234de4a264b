import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseMountinfo } from './mountinfo.ts';

const server = parseMountinfo(kernelFile('server', 'proc/self/mountinfo')) ?? [];
const at = (mountpoint: string) => server.filter((mount) => mount.mountpoint === mountpoint);

test('reads what is mounted where and how', () => {
  expect(at('/')).toEqual([
    {
      device: '253:0',
      root: '/',
      mountpoint: '/',
      mode: 'rw',
      type: 'ext4',
      source: '/dev/mapper/vg-root',
      superOptions: ['rw', 'errors=remount-ro'],
    },
  ]);
  expect(at('/boot')[0]?.mode).toBe('ro');
});

test('reads blanks and backslashes in paths, and empty sources', () => {
  expect(at('/mnt/my share\\x')[0]).toMatchObject({ type: 'cifs', source: '//files/share' });
  expect(at('/mnt/over')[1]).toMatchObject({ type: 'tmpfs', source: '', superOptions: ['rw'] });
});

test('takes a filesystem that the kernel remounted read-only for that', () => {
  const [mount] =
    parseMountinfo('1 0 8:1 / / rw,relatime - ext4 /dev/sda1 ro,errors=remount-ro\n') ?? [];
  expect(mount?.mode).toBe('ro');
});

test('reads any number of tags, none included', () => {
  const text =
    '1 0 8:1 / /a rw shared:1 master:2 propagate_from:3 unbindable - ext4 /dev/sda1 rw\n' +
    '2 0 8:2 / /b rw - ext4 /dev/sda2 rw\n';
  expect(parseMountinfo(text)?.map(({ source }) => source)).toEqual(['/dev/sda1', '/dev/sda2']);
});

test('skips lines that are cut short, and refuses a text without any mount', () => {
  expect(parseMountinfo('1 0 8:1 / /a rw -\n2 0 8:2 / /b rw - ext4 /dev/sda2 rw\n')).toHaveLength(
    1,
  );
  expect(parseMountinfo('')).toEqual([]);
  expect(parseMountinfo('proc /proc proc rw 0 0\n')).toBeUndefined();
});
