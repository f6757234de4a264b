import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which processor each kind of process is tied to; absent = the system decides. */
export interface Cores {
  readonly server?: number;
  readonly load?: number;
  readonly sink?: number;
}

/**
 * Servers get a core to themselves, one at a time; generator and sink share another, or get one each.
 *
 * Nothing is pinned without `taskset` or with a single core: ratios still hold, but spread more.
 */
export function chooseCores(): Cores {
  const allowed = allowedCores();
  if (allowed.length < 2 || spawnSync('taskset', ['--version']).status !== 0) return {};
  const [server, load, sink = load] = allowed as [number, number, ...number[]];
  return { server, load, sink };
}

/** Processors this process may run on, e.g. `0-1,4` → 0, 1, 4. Empty where Linux's /proc is missing. */
function allowedCores(): number[] {
  let status: string;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return [];
  }
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
