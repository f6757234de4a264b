import { linesOf, parseCount } from './parse-count.ts';

/** In which control group a process is, in one hierarchy. */
export interface CgroupMembership {
  /** Empty for version 2; names such as `cpu`, `memory`, `name=systemd` for version 1. */
  readonly controllers: readonly string[];
  /** Below the root of the reader's cgroup namespace; begins with `/..` when it is outside of it. */
  readonly path: string;
}

/** Reads /proc/self/cgroup (cgroups(7)). Returns undefined when there are lines and none has the form. */
export function parseCgroupMembership(text: string): CgroupMembership[] | undefined {
  const lines = linesOf(text);
  const memberships = lines.flatMap((line) => {
    // The path is the rest of the line: it may have colons of its own.
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    const path = line.slice(second + 1);
    if (parseCount(line.slice(0, Math.max(0, first))) === undefined) return [];
    if (second === -1 || !path.startsWith('/')) return [];
    const controllers = line.slice(first + 1, second);
    return [{ controllers: controllers === '' ? [] : controllers.split(','), path }];
  });
  return memberships.length > 0 || lines.length === 0 ? memberships : undefined;
}
