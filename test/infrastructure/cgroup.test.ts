import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

/** What the test gives its control group. */
/** Little, so that a program gets more than that on a busy machine, too. */
const QUOTA_CPUS = 0.2;
const LIMIT_BYTES = 256 * 1024 * 1024;

interface Cgroup {
  readonly version: 1 | 2;
  /** Moves a process there. */
  add(pid: number): void;
  /** A file as the kernel shows it. */
  read(file: string): string;
  remove(): Promise<void>;
}

/** A control group with a quota and a limit, or the reason why there can be none: it takes the superuser and a machine of one's own. */
function createCgroup(): Cgroup | string {
  const made: string[] = [];
  const group = (parent: string) => {
    const path = `${parent}/fluxora-test-${process.pid}`;
    mkdirSync(path);
    made.push(path);
    return path;
  };
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '));
    const version1 = (controller: string) =>
      mounts.find(
        ([, , type, options]) => type === 'cgroup' && options?.split(',').includes(controller),
      )?.[1];
    const [cpu, cpuacct, memory] = ['cpu', 'cpuacct', 'memory'].map(version1);
    if (cpu && cpuacct && memory) {
      const roots = [...new Set([cpu, cpuacct, memory])].map(group);
      const file = (name: string) => {
        const [controller] = name.split('.');
        const parent = { cpu, cpuacct, memory }[controller ?? ''] ?? cpu;
        return `${parent}/fluxora-test-${process.pid}/${name}`;
      };
      writeFileSync(file('cpu.cfs_period_us'), '100000');
      writeFileSync(file('cpu.cfs_quota_us'), String(QUOTA_CPUS * 100_000));
      writeFileSync(file('memory.limit_in_bytes'), String(LIMIT_BYTES));
      return {
        version: 1,
        add: (pid) => roots.forEach((root) => writeFileSync(`${root}/cgroup.procs`, String(pid))),
        read: (name) => readFileSync(file(name), 'utf8'),
        remove: () => removeAll(made),
      };
    }
    const unified = mounts.find(([, , type]) => type === 'cgroup2')?.[1];
    if (unified === undefined) return 'no control groups are mounted';
    const enabled = readFileSync(`${unified}/cgroup.subtree_control`, 'utf8').split(/\s/);
    if (!enabled.includes('cpu') || !enabled.includes('memory'))
      return 'controllers are not delegated';
    const path = group(unified);
    writeFileSync(`${path}/cpu.max`, `${QUOTA_CPUS * 100_000} 100000`);
    writeFileSync(`${path}/memory.max`, String(LIMIT_BYTES));
    return {
      version: 2,
      add: (pid) => writeFileSync(`${path}/cgroup.procs`, String(pid)),
      read: (name) => readFileSync(`${path}/${name}`, 'utf8'),
      remove: () => removeAll(made),
    };
  } catch (error) {
    for (const path of made) rmdirSync(path);
    return String(error);
  }
}

/** A group can be removed a moment after its last process has ended. */
async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        rmdirSync(path);
        break;
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

const probe = process.platform === 'linux' ? createCgroup() : 'this is not Linux';
// Nobody can promise that a machine lets its tests make control groups, CI included.
if (typeof probe === 'string') console.warn(`No test in a real control group: ${probe}.`);
// Left out by a filter, the tests below would leave it behind.
else await probe.remove();

describe.runIf(typeof probe === 'object')('in a real control group', () => {
  let group: Cgroup;
  /** Before and after two seconds of work, and after a child that took too much memory. */
  let first: Record<string, number>;
  let second: Record<string, number>;
  let third: Record<string, number>;
  let signal: string;
  /** Memory that the program held all the time. Bytes. */
  let kept: number;
  const kernel: Record<string, string> = {};

  beforeAll(async () => {
    const created = createCgroup();
    if (typeof created === 'string') throw new Error(created);
    group = created;
    const program = fileURLToPath(new URL('programs/in-cgroup.ts', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    try {
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (text.includes('ready') && child.pid !== undefined) {
          group.add(child.pid);
          child.stdin.write('go\n');
        }
      });
      await ended;
      ({ first, second, third, signal, kept } = JSON.parse(output.slice(output.indexOf('{'))));
      const files =
        group.version === 1
          ? ['cpu.stat', 'cpuacct.stat', 'memory.stat', 'memory.oom_control']
          : ['cpu.stat', 'memory.stat', 'memory.events'];
      for (const file of files) kernel[file] = group.read(file);
    } finally {
      child.kill('SIGKILL');
      await ended;
      await group.remove();
    }
  });

  /** What the kernel says of the group when all is over. */
  const last = (file: string, key: string) =>
    Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(kernel[file] ?? '')?.[1]);

  test('finds the quota and counts what it cost', () => {
    expect(second['fluxora.container.cpu.limit']).toBe(QUOTA_CPUS);
    const throttled = second['fluxora.container.cpu.throttled_periods'] ?? Number.NaN;
    const seconds = second['fluxora.container.cpu.throttled_time'] ?? Number.NaN;
    // On a busy machine it does not get much more than its quota anyway.
    expect(throttled).toBeGreaterThanOrEqual(1);
    expect(throttled).toBeLessThanOrEqual(second['fluxora.container.cpu.periods'] ?? Number.NaN);
    expect(throttled).toBeLessThanOrEqual(last('cpu.stat', 'nr_throttled'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(
      group.version === 1
        ? last('cpu.stat', 'throttled_time') / 1e9
        : last('cpu.stat', 'throttled_usec') / 1e6,
    );
  });

  const sum = (values: Record<string, number>, metric: string) =>
    (values[`${metric} user`] ?? Number.NaN) + (values[`${metric} system`] ?? Number.NaN);

  test('measures CPU use of no more than the quota, from the time that it spent', () => {
    expect(first).not.toHaveProperty('container.cpu.usage user');
    const use = sum(second, 'container.cpu.usage');
    const spent = sum(second, 'container.cpu.time') - sum(first, 'container.cpu.time');
    expect(spent).toBeGreaterThan(0.1);
    // A period that had begun before may add its own quota.
    expect(use).toBeLessThan(QUOTA_CPUS * 1.2);
    expect(spent / use).toBeGreaterThanOrEqual(2);
    expect(spent / use).toBeLessThan(10);
  });

  test('measures the CPU time that the kernel counts', () => {
    const spent = sum(third, 'container.cpu.time');
    const total =
      group.version === 1
        ? (last('cpuacct.stat', 'user') + last('cpuacct.stat', 'system')) / 100
        : last('cpu.stat', 'usage_usec') / 1e6;
    expect(spent).toBeLessThanOrEqual(total);
    // What it took to print and to end.
    expect(total - spent).toBeLessThan(1);
  });

  test("finds the container's limit, not the machine's", () => {
    expect(second['fluxora.container.memory.limit']).toBe(LIMIT_BYTES);
    expect(second['system.memory.limit']).toBeGreaterThan(LIMIT_BYTES);
    const workingSet = second['container.memory.working_set'] ?? Number.NaN;
    expect(second['container.memory.available']).toBe(LIMIT_BYTES - workingSet);
    expect(workingSet).toBeLessThanOrEqual(second['container.memory.usage'] ?? Number.NaN);
    expect(second['container.memory.usage']).toBeLessThanOrEqual(LIMIT_BYTES);
    expect(second['container.memory.rss']).toBeGreaterThan(kept);
  });

  test('counts the process that the kernel killed', () => {
    expect(signal).toBe('SIGKILL');
    expect(second['fluxora.container.memory.oom_kills']).toBe(0);
    const file = group.version === 1 ? 'memory.oom_control' : 'memory.events';
    expect(third['fluxora.container.memory.oom_kills']).toBe(last(file, 'oom_kill'));
    expect(last(file, 'oom_kill')).toBeGreaterThanOrEqual(1);
  });

  test('counts page faults, minor and major together what the kernel counts', () => {
    const faults = (type: string) => third[`container.paging.faults ${type}`] ?? Number.NaN;
    const total = last('memory.stat', group.version === 1 ? 'total_pgfault' : 'pgfault');
    expect(faults('minor') + faults('major')).toBeLessThanOrEqual(total);
    expect(faults('minor')).toBeGreaterThan(0);
  });
});
