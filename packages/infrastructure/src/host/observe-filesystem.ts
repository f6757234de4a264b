import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { FilesystemSpaces, type FilesystemSpace, type Statfs } from './filesystem-space.ts';
import type { HostContext } from './host-context.ts';
import { createMountTable, type MountedFilesystem } from './mount-table.ts';

const fs = process.getBuiltinModule('node:fs');

const STATES = ['used', 'free', 'reserved'] as const;

interface Filesystem {
  readonly labels: MountedFilesystem['labels'];
  readonly space: FilesystemSpace;
}

/** `system.filesystem.*`: of disks, as this process sees them. Elsewhere than on Linux only the one it runs on. */
export function observeFilesystem(
  context: HostContext,
  remote: boolean,
  statfs: Statfs = fs.statfs,
): (() => void)[] {
  const { instruments } = context;
  const measure = oncePerCollection(filesystemMeter(context, remote, statfs));
  /** Not `await` in any case: what is known now need not arrive a turn later. */
  const each = (report: (filesystem: Filesystem) => void): void | Promise<void> => {
    const measured = measure();
    if (measured instanceof Promise) return measured.then((all) => all.forEach(report));
    for (const filesystem of measured) report(filesystem);
  };

  return [
    instruments.systemFilesystemUsage.observe((observe) =>
      each(({ labels, space }) => {
        for (const state of STATES) {
          observe(space[state], { ...labels, 'system.filesystem.state': state });
        }
      }),
    ),
    instruments.systemFilesystemUtilization.observe((observe) =>
      each(({ labels, space }) => {
        for (const state of STATES) {
          observe(space[state] / space.size, { ...labels, 'system.filesystem.state': state });
        }
      }),
    ),
    instruments.systemFilesystemLimit.observe((observe) =>
      each(({ labels, space }) => observe(space.size, labels)),
    ),
  ];
}

/** Makes a function that measures all filesystems: at once, unless there is one that may hang. */
function filesystemMeter(
  context: HostContext,
  remote: boolean,
  statfs: Statfs,
): () => Filesystem[] | Promise<Filesystem[]> {
  const spaces = new FilesystemSpaces(statfs, context.reports);
  const table = createMountTable(context, remote);
  return () => {
    const mounted = table.current();
    const found = new Map<string, FilesystemSpace>();
    const mayHang: string[] = [];
    for (const { mountpoint, answersFromMemory } of mounted) {
      const space = answersFromMemory ? spaces.measureNow(mountpoint) : undefined;
      if (space !== undefined) found.set(mountpoint, space);
      if (!answersFromMemory) mayHang.push(mountpoint);
    }
    const known = (later: ReadonlyMap<string, FilesystemSpace>): Filesystem[] =>
      mounted.flatMap((mount) => {
        const space = found.get(mount.mountpoint) ?? later.get(mount.mountpoint);
        return table.isStill(mount, space) ? [{ labels: mount.labels, space }] : [];
      });
    return mayHang.length === 0 ? known(found) : spaces.measure(mayHang).then(known);
  };
}
