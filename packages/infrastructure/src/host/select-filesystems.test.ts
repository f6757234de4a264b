import { expect, test } from 'vitest';
import { kernelFile, type KernelFixtureName } from '../fixtures/kernel-fixture.ts';
import { type Mount, parseMountinfo } from '../kernel/mountinfo.ts';
import { selectFilesystems } from './select-filesystems.ts';

function chosen(name: KernelFixtureName, remote = false): string[] {
  const mounts = parseMountinfo(kernelFile(name, 'proc/self/mountinfo')) ?? [];
  return selectFilesystems(mounts, remote).map(({ mountpoint }) => mountpoint);
}

test('takes the filesystems on disks of a server, each once', () => {
  // Not: tmpfs, the snap, NFS, SMB, sshfs, layers of containers, the bind mount, and the disk that a tmpfs hides.
  expect(chosen('server')).toEqual([
    '/',
    '/boot',
    '/srv/btrfs',
    '/tank',
    '/tank/db',
    '/mnt/my disk',
    '/var/lib/docker',
  ]);
});

test('adds those behind other programs and machines when asked', () => {
  const added = chosen('server', true).filter((each) => !chosen('server').includes(each));
  expect(added).toEqual(['/mnt/nfs', '/mnt/my share\\x', '/mnt/sshfs']);
});

test("takes a container's root and volumes, not the single files that the engine mounts", () => {
  expect(chosen('cgroup-v1-docker')).toEqual(['/', '/data']);
  expect(chosen('cgroup-v2-docker')).toEqual(['/']);
});

test.each([
  ['9p', 'none', true],
  ['virtiofs', 'kataShared', true],
  ['nfs4', 'server:/root', true],
  ['tmpfs', 'tmpfs', false],
  ['rootfs', 'rootfs', false],
])('a root of type %s from %s: %j', (type, source, isTaken) => {
  const root: Mount = {
    device: '0:1',
    root: '/',
    mountpoint: '/',
    mode: 'rw',
    type,
    source,
    superOptions: [],
  };
  expect(selectFilesystems([root], false)).toHaveLength(isTaken ? 1 : 0);
});
