import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KernelFixtureName, readKernelFixture } from '../fixtures/kernel-fixture.ts';
import { parseCgroupMembership } from './cgroup-membership.ts';
import { locateCgroups } from './locate-cgroup.ts';
import { parseMountinfo } from './mountinfo.ts';

/** What is found on a recorded machine. */
function located(name: KernelFixtureName) {
  const files = readKernelFixture(name);
  return locate(
    files.get('proc/self/cgroup') ?? '',
    files.get('proc/self/mountinfo') ?? '',
    (path) => files.has(path.slice(1)),
  );
}

function locate(cgroup: string, mountinfo: string, exists: (path: string) => boolean) {
  return locateCgroups(
    parseCgroupMembership(cgroup) ?? [],
    parseMountinfo(mountinfo) ?? [],
    exists,
  );
}

const GROUP_FILES = /\/cgroup\.(?:procs|events)$/;

test('finds a container of version 2 in its own namespace', () => {
  const group = { version: 2, path: '/sys/fs/cgroup', parents: [] };
  expect(located('cgroup-v2-docker')).toEqual({
    cpu: group,
    cpuacct: group,
    memory: group,
    blkio: group,
  });
});

test('finds a systemd service, and the slice above it', () => {
  expect(located('cgroup-v2-systemd').memory).toEqual({
    version: 2,
    path: '/sys/fs/cgroup/system.slice/forecast-api.service',
    parents: ['/sys/fs/cgroup/system.slice', '/sys/fs/cgroup'],
  });
});

test("finds a pod's container below its pod", () => {
  const { cpu } = located('cgroup-v2-kubernetes');
  expect(cpu?.path).toMatch(/\/kubepods-burstable-pod[^/]+\.slice\/cri-containerd-[^/]+\.scope$/);
  expect(cpu?.parents).toHaveLength(4);
  expect(cpu?.parents[0]).toMatch(/-pod[^/]+\.slice$/);
});

test('finds a container of version 1 whose own group alone is mounted', () => {
  expect(located('cgroup-v1-docker')).toEqual({
    cpu: { version: 1, path: '/sys/fs/cgroup/cpu,cpuacct', parents: [] },
    cpuacct: { version: 1, path: '/sys/fs/cgroup/cpu,cpuacct', parents: [] },
    memory: { version: 1, path: '/sys/fs/cgroup/memory', parents: [] },
    blkio: { version: 1, path: '/sys/fs/cgroup/blkio', parents: [] },
  });
});

test('takes version 1 for the controllers that are mounted so, also beside version 2', () => {
  expect(located('cgroup-hybrid-nested').memory).toEqual({
    version: 1,
    path: '/sys/fs/cgroup/memory/forecast/inner',
    parents: ['/sys/fs/cgroup/memory/forecast', '/sys/fs/cgroup/memory'],
  });
});

test('takes version 2 for the controllers that version 1 does not have', () => {
  const directories = locate(
    '3:memory:/a\n0::/a\n',
    '1 0 0:1 / /c/memory rw - cgroup cgroup rw,memory\n2 0 0:2 / /c/unified rw - cgroup2 cgroup2 rw\n',
    (path) => GROUP_FILES.test(path),
  );
  expect(directories.memory).toMatchObject({ version: 1, path: '/c/memory/a' });
  expect(directories.cpu).toMatchObject({ version: 2, path: '/c/unified/a' });
});

test.each(['cgroup-v1-root', 'cgroup-namespace', 'cgroup-above'] as const)(
  'finds nothing in %s: the root groups are the machine, and what is not shown cannot be told',
  (name) => {
    expect(located(name)).toEqual({});
  },
);

test('finds nothing in the root group of version 2', () => {
  const mount = '1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
  expect(locate('0::/\n', mount, (path) => path === '/sys/fs/cgroup/cgroup.procs')).toEqual({});
});

test.each([
  ['above its namespace', '/../..', '/'],
  ['beside its namespace', '/../other', '/'],
  ['at the root of its namespace, which is somewhere below the mount', '/', '/../..'],
  ['above a mount that is itself above', '/..', '/../..'],
  ['above a mount, in the words of the mount', '/../../..', '/../..'],
])('finds nothing where the process is %s', (_, path, root) => {
  const mount = `1 0 0:1 ${root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n`;
  expect(locate(`0::${path}\n`, mount, (file) => GROUP_FILES.test(file))).toEqual({});
});

test('finds a group above the namespace in a mount that reaches as far', () => {
  const mount = '1 0 0:1 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
  const { cpu } = locate('0::/../../x\n', mount, (file) => GROUP_FILES.test(file));
  expect(cpu?.path).toBe('/sys/fs/cgroup/x');
});

test('looks through all mounts: a namespace may have been given one of its own', () => {
  const mounts =
    '1 0 0:1 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n2 0 0:1 / /mnt rw - cgroup2 cgroup2 rw\n';
  expect(locate('0::/\n', mounts, (file) => GROUP_FILES.test(file)).cpu?.path).toBe('/mnt');
});

test('does not take a group for a child of one whose name it only begins with', () => {
  const mount = '1 0 0:1 /docker/ab /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
  const { cpu } = locate('0::/docker/abc\n', mount, (file) => GROUP_FILES.test(file));
  expect(cpu?.path).toBe('/sys/fs/cgroup');
});

test('finds nothing where no groups are mounted', () => {
  expect(locate('0::/a\n', '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n', () => true)).toEqual({});
  expect(locate('', '', () => true)).toEqual({});
});

test('follows no more than 16 parents', () => {
  const path = '/a'.repeat(200);
  const mount = '1 0 0:1 / /c rw - cgroup2 cgroup2 rw\n';
  const { cpu } = locate(`0::${path}\n`, mount, (file) => GROUP_FILES.test(file));
  expect(cpu?.parents).toHaveLength(16);
});

test('never throws, and never leaves the mount whatever the tables say', () => {
  const path = fc
    .array(fc.constantFrom('..', '.', 'a', 'docker', 'x y', '', 'b:c'), { maxLength: 6 })
    .map((names) => `/${names.join('/')}`);
  fc.assert(
    fc.property(path, path, fc.boolean(), (group, root, isVersion2) => {
      const controllers = isVersion2 ? [] : ['memory'];
      const mount = {
        device: '0:1',
        root,
        mountpoint: '/mnt',
        mode: 'rw',
        type: isVersion2 ? 'cgroup2' : 'cgroup',
        source: 'cgroup',
        superOptions: ['rw', 'memory'],
      } as const;
      const exists = (file: string) => GROUP_FILES.test(file);
      const { memory } = locateCgroups([{ controllers, path: group }], [mount], exists);
      for (const found of memory ? [memory.path, ...memory.parents] : []) {
        expect(`${found}/`).toMatch(/^\/mnt\//);
        expect(found.split('/')).not.toContain('..');
      }
    }),
    { numRuns: 2_000 },
  );
});
