import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseCgroupMembership } from './cgroup-membership.ts';

test('reads the groups of both versions', () => {
  const memberships = parseCgroupMembership(kernelFile('cgroup-hybrid-nested', 'proc/self/cgroup'));
  expect(memberships).toContainEqual({ controllers: ['memory'], path: '/forecast/inner' });
  expect(memberships).toContainEqual({ controllers: ['name=systemd'], path: '/' });
  expect(memberships).toContainEqual({ controllers: [], path: '/forecast/inner' });
});

test('reads controllers that share a hierarchy, and colons in paths', () => {
  expect(parseCgroupMembership('4:cpu,cpuacct:/lxc:a/b\n0::/x:y (deleted)\n')).toEqual([
    { controllers: ['cpu', 'cpuacct'], path: '/lxc:a/b' },
    { controllers: [], path: '/x:y (deleted)' },
  ]);
});

test('finds none in an empty file, and refuses what is no table', () => {
  expect(parseCgroupMembership('')).toEqual([]);
  expect(parseCgroupMembership('hello\n')).toBeUndefined();
  expect(parseCgroupMembership('0::relative\n')).toBeUndefined();
  expect(parseCgroupMembership(':::\n')).toBeUndefined();
});
