import { kernelValue } from '../kernel/kernel-value.ts';
import { type Mount, parseMountinfo } from '../kernel/mountinfo.ts';
import { nowAndThen } from '../kernel/now-and-then.ts';
import type { FilesystemSpace } from './filesystem-space.ts';
import { firstOfMany } from './first-of-many.ts';
import { type HostContext, procSource } from './host-context.ts';
import { answersFromMemory, selectFilesystems } from './select-filesystems.ts';

/** A filesystem that is measured. */
export interface MountedFilesystem {
  readonly mountpoint: string;
  /** Whether asking for its space cannot hang. */
  readonly answersFromMemory: boolean;
  readonly labels: {
    readonly 'system.filesystem.mountpoint': string;
    readonly 'system.device.name'?: string;
    readonly 'system.filesystem.type'?: string;
    readonly 'system.filesystem.mode'?: 'rw' | 'ro';
  };
}

/**
 * The filesystems that are measured. The kernel writes its table of mounts anew for each reader, which takes 0.1 ms for twenty
 * and milliseconds for some hundred. So it is read at each fifth collection, and at the next when a mount looks
 * different from before: what is mounted in between is seen a few collections later, and nothing is told of another filesystem.
 */
export interface MountTable {
  current(): readonly MountedFilesystem[];
  /** Whether the space that was found is there and is the mount's own: of the same type and size as before. */
  isStill(mount: MountedFilesystem, space: FilesystemSpace | undefined): space is FilesystemSpace;
}

export function createMountTable(context: HostContext, remote: boolean): MountTable {
  const mounted = nowAndThen(mountReader(context, remote));
  /** What was found first under each entry of the table. */
  const first = new WeakMap<MountedFilesystem, FilesystemSpace>();
  return {
    current: () => mounted.current() ?? [],
    isStill(mount, space): space is FilesystemSpace {
      const before = first.get(mount);
      if (space !== undefined && before === undefined) first.set(mount, space);
      const isStill =
        space !== undefined &&
        (before === undefined || (before.type === space.type && before.size === space.size));
      if (!isStill) mounted.doubt();
      return isStill;
    },
  };
}

function mountReader(
  context: HostContext,
  remote: boolean,
): () => readonly MountedFilesystem[] | undefined {
  if (!context.hasKernelFiles) {
    const mountpoint = rootDirectory();
    const labels = { 'system.filesystem.mountpoint': mountpoint };
    return () => [{ mountpoint, answersFromMemory: false, labels }];
  }
  const { reports } = context;
  return kernelValue(
    procSource(context, 'self/mountinfo', 'system.filesystem.*', 'filesystem'),
    (text) => {
      const mounts = parseMountinfo(text);
      if (mounts === undefined) return undefined;
      const chosen = selectFilesystems(mounts, remote);
      return firstOfMany(chosen, 'filesystems', 'filesystem', reports).map((mount) => ({
        mountpoint: mount.mountpoint,
        answersFromMemory: answersFromMemory(mount, mounts),
        labels: labelsOf(mount),
      }));
    },
    reports,
  );
}

function labelsOf({ mountpoint, source, type, mode }: Mount): MountedFilesystem['labels'] {
  return {
    'system.filesystem.mountpoint': mountpoint,
    'system.device.name': source,
    'system.filesystem.type': type,
    'system.filesystem.mode': mode,
  };
}

/** `/` on macOS, the drive of the working directory on Windows. */
function rootDirectory(): string {
  return process.getBuiltinModule('node:path').resolve('/');
}
