import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startFile } from '../e2e/run-program.ts';

async function run(child: string, ...args: string[]) {
  const file = fileURLToPath(new URL(`children/${child}`, import.meta.url));
  const { code, signal, stdout, stderr, durationMs } = await startFile(file, { args }).result;
  if (code !== 0) throw new Error(`${child} ended with ${code ?? signal}:\n${stderr}`);
  return { said: JSON.parse(stdout), stderr, durationMs };
}

test.each(['stop', 'go on'])(
  'a process with nothing more to do ends by itself, with metrics that %s',
  async (what) => {
    const { said, stderr, durationMs } = await run('ends.mjs', what);
    expect(said.metrics).toBeGreaterThan(30);
    // One turn per garbage collection, for Node.js to tell it, as long as they are observed.
    const passing = what === 'stop' ? [] : ['Immediate'];
    expect(said.added.filter((type: string) => !passing.includes(type))).toEqual([]);
    expect(stderr).toBe('');
    expect(durationMs).toBeLessThan(10_000);
  },
);

test('a worker thread reports its own runtime, and the process only on request', async () => {
  const { said } = await run('workers.mjs');
  const [plain, asked] = said.workers;
  expect(said.main.groups).toEqual(expect.arrayContaining(['nodejs', 'process', 'system', 'v8js']));
  expect(plain.groups).toEqual(['nodejs', 'v8js']);
  expect(asked.groups).toEqual(['nodejs', 'process', 'v8js']);
  // Its own event loop, and its own heap with its own limit.
  expect(plain.iterations).toBeGreaterThan(0);
  expect(plain.heapLimit).toBeLessThan(said.main.heapLimit / 2);
});

const canChangeUser = process.platform === 'linux' && process.getuid?.() === 0;
if (!canChangeUser) {
  console.warn('not root: what a process that has changed its user reports is not tested');
}

test.runIf(canChangeUser || process.env['CI'])(
  'a process that has given up its rights loses only what the kernel hides, and says so once',
  async () => {
    const { said, stderr } = await run('other-user.mjs');
    expect(said).toEqual(
      expect.arrayContaining([
        'process.cpu.time',
        'process.memory.virtual',
        'process.thread.count',
        'process.unix.file_descriptor.count',
        'fluxora.process.unix.file_descriptor.limit',
      ]),
    );
    expect(said).not.toContain('process.disk.io');
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(
        'telemetry/infrastructure: /proc/self/io is hidden (EACCES); process.disk.io is absent. Start the process as',
      ),
    ]);
  },
);
