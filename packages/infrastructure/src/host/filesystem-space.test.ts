import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KernelReports } from '../kernel/kernel-reports.ts';
import { FilesystemSpaces, type StatfsResult } from './filesystem-space.ts';

type Answer = (error: unknown, result?: StatfsResult) => void;

const SOUND: StatfsResult = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 300 };

/** A `statfs` whose answers the test gives. */
function setUp() {
  const telemetry = createTestTelemetry();
  const asked = new Map<string, Answer>();
  const log: string[] = [];
  const statfs = (path: string, callback: Answer) => {
    log.push(path);
    asked.set(path, callback);
    if (path.startsWith('/ok')) callback(null, SOUND);
  };
  const spaces = new FilesystemSpaces(statfs, new KernelReports(telemetry.providers));
  return { telemetry, asked, log, spaces };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('splits the space into used, free and reserved, which add up', async () => {
  const { spaces } = setUp();
  expect((await spaces.measure(['/ok'])).get('/ok')).toEqual({
    size: 4096_000,
    used: 600 * 4096,
    free: 300 * 4096,
    reserved: 100 * 4096,
  });
});

test('counts blocks by their own size where Node.js tells it', async () => {
  const { spaces, asked } = setUp();
  const space = spaces.measure(['/fuse']);
  asked.get('/fuse')?.(null, { ...SOUND, bsize: 1048576, frsize: 4096 });
  expect((await space).get('/fuse')?.size).toBe(4096_000);
});

test.each([
  ['more free than there is', { ...SOUND, bfree: 5000, bavail: 5000 }, { used: 0, free: 0 }],
  [
    'a reserve that is overdrawn',
    { ...SOUND, bavail: 2 ** 64 - 5 },
    { free: 0, reserved: 400 * 4096 },
  ],
])('survives a filesystem with %s', async (_, result, expected) => {
  const { spaces, asked } = setUp();
  const space = spaces.measure(['/odd']);
  asked.get('/odd')?.(null, result);
  expect((await space).get('/odd')).toMatchObject(expected);
});

test.each([
  ['no size', { ...SOUND, blocks: 0 }],
  ['nonsense', { ...SOUND, bfree: Number.NaN }],
  ['negative numbers', { ...SOUND, bavail: -5 }],
])('leaves out a filesystem with %s', async (_, result) => {
  const { spaces, asked } = setUp();
  const space = spaces.measure(['/odd']);
  asked.get('/odd')?.(null, result);
  expect((await space).size).toBe(0);
});

test('waits a quarter of a second for one that hangs, and goes on without it', async () => {
  const { spaces, log, telemetry } = setUp();
  const first = spaces.measure(['/ok1', '/dead', '/ok2']);
  await vi.advanceTimersByTimeAsync(249);
  expect(log).toEqual(['/ok1', '/dead']);
  await vi.advanceTimersByTimeAsync(1);
  expect([...(await first).keys()]).toEqual(['/ok1', '/ok2']);
  expect(telemetry.said()).toEqual([
    'telemetry/infrastructure: /dead does not answer; its system.filesystem.* are absent until it does. Check the disk or server behind it.',
  ]);
});

test('does not ask one again that still hangs, and asks it again once it has answered', async () => {
  const { spaces, asked, log } = setUp();
  const first = spaces.measure(['/dead']);
  await vi.advanceTimersByTimeAsync(500);
  await first;
  expect([...(await spaces.measure(['/dead', '/ok'])).keys()]).toEqual(['/ok']);
  asked.get('/dead')?.(null, SOUND);
  const third = spaces.measure(['/dead']);
  asked.get('/dead')?.(null, SOUND);
  expect([...(await third).keys()]).toEqual(['/dead']);
  expect(log).toEqual(['/dead', '/ok', '/dead']);
});

test('waits half a second in all, and stops asking when two hang: Node.js has four threads for this', async () => {
  const { spaces, log } = setUp();
  const mountpoints = ['/ok1', '/dead1', '/dead2', '/dead3', '/ok2'];
  const first = spaces.measure(mountpoints);
  await vi.advanceTimersByTimeAsync(500);
  expect([...(await first).keys()]).toEqual(['/ok1']);
  expect([...(await spaces.measure(mountpoints)).keys()]).toEqual([]);
  expect(log).toEqual(['/ok1', '/dead1', '/dead2']);
});

test('takes what slow ones answer until the time is over, and no longer', async () => {
  const { spaces, asked, log } = setUp();
  const mountpoints = ['/slow1', '/slow2', '/slow3', '/slow4'];
  const measured = spaces.measure(mountpoints);
  for (const mountpoint of mountpoints) {
    await vi.advanceTimersByTimeAsync(200);
    asked.get(mountpoint)?.(null, SOUND);
  }
  expect([...(await measured).keys()]).toEqual(['/slow1', '/slow2']);
  expect(log).toEqual(['/slow1', '/slow2', '/slow3']);
});

test('readers that ask at the same time share one answer', async () => {
  const { spaces, asked, log } = setUp();
  const first = spaces.measure(['/slow']);
  const second = spaces.measure(['/slow']);
  asked.get('/slow')?.(null, SOUND);
  expect([...(await first).keys(), ...(await second).keys()]).toEqual(['/slow', '/slow']);
  expect(log).toEqual(['/slow']);
});

test('counts and says once that one may not be asked, and says nothing of one that is gone', async () => {
  const { spaces, asked, telemetry } = setUp();
  for (const code of ['EACCES', 'EACCES', 'ENOENT']) {
    const space = spaces.measure(['/closed', '/ok']);
    asked.get('/closed')?.(Object.assign(new Error(code), { code }));
    expect([...(await space).keys()]).toEqual(['/ok']);
  }
  expect(telemetry.said()).toEqual([expect.stringContaining('/closed could not be read (EACCES)')]);
  expect(telemetry.drops.counts()).toEqual([
    { signal: 'metrics', cause: 'callback_failed', count: 2 },
  ]);
});

test('leaves no timer behind', async () => {
  const { spaces } = setUp();
  await spaces.measure(['/ok1', '/ok2']);
  expect(vi.getTimerCount()).toBe(0);
});

test('asks at once where told that the kernel answers from memory, and survives what goes wrong', () => {
  const telemetry = createTestTelemetry();
  const statfsSync = (path: string) => {
    if (path === '/ok') return { ...SOUND, type: 0xef53 };
    throw Object.assign(new Error(path), { code: path.slice(1) });
  };
  const spaces = new FilesystemSpaces(() => {}, new KernelReports(telemetry.providers), statfsSync);
  expect(spaces.measureNow('/ok')).toMatchObject({ type: 0xef53, size: 4096_000 });
  expect(spaces.measureNow('/ENOENT')).toBeUndefined();
  expect(telemetry.said()).toEqual([]);
  expect(spaces.measureNow('/EACCES')).toBeUndefined();
  expect(telemetry.said()).toEqual([expect.stringContaining('/EACCES could not be read (EACCES)')]);
});
