import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import {
  parseBlkioBytes,
  parseBytes,
  parseCfsQuota,
  parseCpuacctStat,
  parseCpuMax,
  parseCpuStat,
  parseIoStat,
  parseMemoryMax,
  parseMemoryStat,
  parseOomKills,
  parseThrottling,
} from './cgroup-files.ts';

const v1 = (path: string) => kernelFile('cgroup-hybrid-nested', `sys/fs/cgroup/${path}`);
const v2 = (path: string) => kernelFile('cgroup-v2-docker', `sys/fs/cgroup/${path}`);

test('reads the CPU time of both versions in seconds', () => {
  expect(parseCpuStat(v2('cpu.stat'))).toEqual({ user: 812.345678, system: 91.234567 });
  expect(parseCpuacctStat(v1('cpuacct/forecast/inner/cpuacct.stat'))).toEqual({
    user: 0.45,
    system: 0.05,
  });
});

test('reads throttling of both versions, and nothing where the controller is off', () => {
  expect(parseThrottling(v2('cpu.stat'))).toEqual({
    periods: 24115,
    throttledPeriods: 1308,
    throttledTime: 96.512345,
  });
  expect(parseThrottling(v1('cpu/forecast/inner/cpu.stat'))).toEqual({
    periods: 25,
    throttledPeriods: 23,
    throttledTime: 1.261698072,
  });
  expect(parseThrottling('usage_usec 3\nuser_usec 2\nsystem_usec 1\n')).toBeUndefined();
});

test.each([
  ['150000 100000\n', 1.5],
  ['50000 100000\n', 0.5],
  ['max 100000\n', null],
  ['max\n', null],
  ['100000\n', undefined],
  ['100000 0\n', undefined],
  ['-1 100000\n', undefined],
  ['', undefined],
])('reads cpu.max %j as %j CPUs', (text, cpus) => {
  expect(parseCpuMax(text)).toBe(cpus);
});

test.each([
  ['20000\n', '100000\n', 0.2],
  ['-1\n', '100000\n', null],
  ['-2\n', '100000\n', undefined],
  ['20000\n', '0\n', undefined],
  ['', '', undefined],
])('reads the quota %j of the period %j as %j CPUs', (quota, period, cpus) => {
  expect(parseCfsQuota(quota, period)).toBe(cpus);
});

test.each([
  ['536870912\n', 536870912],
  ['max\n', null],
  ['9223372036854771712\n', null],
  ['0\n', 0],
  ['min\n', undefined],
  ['', undefined],
])('reads memory.max %j as %j bytes', (text, bytes) => {
  expect(parseMemoryMax(text)).toBe(bytes);
});

test('reads memory.stat of both versions', () => {
  expect(parseMemoryStat(v2('memory.stat'), 2)).toEqual({
    inactiveFile: 104857600,
    anonymous: 314572800,
    faults: 913402,
    majorFaults: 118,
    hierarchicalLimit: undefined,
  });
  const text = kernelFile('cgroup-v1-docker', 'sys/fs/cgroup/memory/memory.stat');
  expect(parseMemoryStat(text, 1)).toEqual({
    inactiveFile: 268435456,
    anonymous: 314572800,
    faults: 2097152,
    majorFaults: 312,
    hierarchicalLimit: null,
  });
});

test('reads the tightest limit of a version 1 group and its parents', () => {
  const stat = parseMemoryStat(v1('memory/forecast/inner/memory.stat'), 1);
  expect(parseBytes(v1('memory/forecast/inner/memory.limit_in_bytes'))).toBe(512 * 1024 * 1024);
  expect(stat?.hierarchicalLimit).toBe(256 * 1024 * 1024);
});

test('counts the groups below, which are apart in version 1', () => {
  expect(
    parseMemoryStat('rss 1\ninactive_file 2\ntotal_rss 3\ntotal_inactive_file 4\n', 1),
  ).toMatchObject({
    anonymous: 3,
    inactiveFile: 4,
  });
});

test('reads kills of both versions, and none from kernels before 4.13', () => {
  expect(parseOomKills(v2('memory.events'))).toBe(2);
  expect(parseOomKills(v1('memory/forecast/inner/memory.oom_control'))).toBe(0);
  expect(parseOomKills('oom_kill_disable 0\nunder_oom 0\n')).toBeUndefined();
});

test('reads bytes by device of both versions', () => {
  expect(parseIoStat(v2('io.stat'))).toEqual([
    { device: '259:0', read: 73400320, write: 12582912 },
    { device: '7:3', read: 4096, write: 0 },
  ]);
  const blkio = 'sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes';
  expect(parseBlkioBytes(kernelFile('cgroup-v1-docker', blkio))).toEqual([
    { device: '8:16', read: 52428800, write: 10485760 },
    { device: '8:0', read: 1048576, write: 0 },
  ]);
});

test('reads a group that transferred nothing, and devices without figures', () => {
  expect(parseIoStat('')).toEqual([]);
  expect(parseIoStat('8:16 \n')).toEqual([]);
  expect(parseBlkioBytes('Total 0\n')).toEqual([]);
});

test.each(['hello\n', '8:0rbytes=5\n', 'Total\n', 'a:b Read 5\n'])('refuses %j', (text) => {
  expect(parseIoStat(text)).toBeUndefined();
  expect(parseBlkioBytes(text)).toBeUndefined();
});
