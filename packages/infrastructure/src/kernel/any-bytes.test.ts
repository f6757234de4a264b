import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKernelFixture } from '../fixtures/kernel-fixture.ts';
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
import { parseCgroupMembership } from './cgroup-membership.ts';
import { parseMountinfo } from './mountinfo.ts';
import { parseDiskstats } from './proc-diskstats.ts';
import { parseLoadavg, parseUptime } from './proc-loadavg.ts';
import { parseMeminfo } from './proc-meminfo.ts';
import { parseNetDev } from './proc-net-dev.ts';
import { parseSwaps, parseVmstat } from './proc-paging.ts';
import { parseProcStat } from './proc-stat.ts';
import { parseProcessStart } from './process-start.ts';

const PARSERS: Record<string, (text: string) => unknown> = {
  stat: (text) => parseProcStat(text, true),
  meminfo: parseMeminfo,
  vmstat: parseVmstat,
  swaps: parseSwaps,
  diskstats: (text) => parseDiskstats(text, () => true),
  netDev: (text) => parseNetDev(text, () => true),
  loadavg: parseLoadavg,
  uptime: parseUptime,
  mountinfo: parseMountinfo,
  membership: parseCgroupMembership,
  processStart: parseProcessStart,
  cpuStat: parseCpuStat,
  cpuacctStat: parseCpuacctStat,
  throttling: parseThrottling,
  cpuMax: parseCpuMax,
  cfsQuota: (text) => parseCfsQuota(text, '100000'),
  bytes: parseBytes,
  memoryMax: parseMemoryMax,
  memoryStat1: (text) => parseMemoryStat(text, 1),
  memoryStat2: (text) => parseMemoryStat(text, 2),
  oomKills: parseOomKills,
  ioStat: parseIoStat,
  blkio: parseBlkioBytes,
};

const recorded = [
  ...readKernelFixture('linux-6.18'),
  ...readKernelFixture('server'),
  ...readKernelFixture('cgroup-v2-docker'),
]
  .map(([, text]) => text)
  .filter((text) => text.length > 0 && text.length < 5_000);

/** Any bytes as a reader sees them, and recorded files with a piece cut out and anything put in its place. */
const texts = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  fc
    .tuple(
      fc.constantFrom(...recorded),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(60),
      fc.oneof(
        fc.string({ maxLength: 20, unit: 'binary' }),
        fc.constantFrom(
          '-1',
          'NaN',
          '1e400',
          'Infinity',
          '99999999999999999999999',
          '\0',
          ' ',
          '\n',
          '18446744073709551615',
        ),
      ),
    )
    .map(([text, at, length, piece]) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + piece + text.slice(start + length);
    }),
);

/** Every number in a value, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Map) return [...value.entries()].flatMap(numbersIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

test.each(Object.keys(PARSERS))('%s never throws and never finds a number that is none', (name) => {
  fc.assert(
    fc.property(texts, (text) => {
      const numbers = numbersIn(PARSERS[name]?.(text));
      expect(numbers.filter((number) => !(number >= 0 && Number.isFinite(number)))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
