import { kernelValue, remembering } from '../kernel/kernel-value.ts';
import { type Mount, parseMountinfo } from '../kernel/mountinfo.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { type FilesystemSpace, FilesystemSpaces, type Statfs } from './filesystem-space.ts';
import { firstOfMany } from './first-of-many.ts';
import { type HostContext, procSource } from './host-context.ts';
import { selectFilesystems } from './select-filesystems.ts';

const fs = process.getBuiltinModule('node:fs');

const STATES = ['used', 'free', 'reserved'] as const;

interface Filesystem {
  readonly labels: {
    readonly 'system.filesystem.mountpoint': string;
    readonly 'system.device.name'?: string;
    readonly 'system.filesystem.type'?: string;
    readonly 'system.filesystem.mode'?: 'rw' | 'ro';
  };
  readonly space: FilesystemSpace;
}

/** `system.filesystem.*`: of disks, as this process sees them. Elsewhere than on Linux only the one it runs on. */
export function observeFilesystem(
  context: HostContext,
  remote: boolean,
  statfs: Statfs = fs.statfs,
): (() => void)[] {
  const { instruments } = context;
  const spaces = new FilesystemSpaces(statfs, context.reports);
  const mounted = mountReader(context, remote);
  const measure = oncePerCollection(async (): Promise<Filesystem[]> => {
    const labels = mounted();
    const found = await spaces.measure(labels.map((each) => each['system.filesystem.mountpoint']));
    return labels.flatMap((each) => {
      const space = found.get(each['system.filesystem.mountpoint']);
      return space ? [{ labels: each, space }] : [];
    });
  });

  return [
    instruments.systemFilesystemUsage.observe(async (observe) => {
      for (const { labels, space } of await measure()) {
        for (const state of STATES) {
          observe(space[state], { ...labels, 'system.filesystem.state': state });
        }
      }
    }),
    instruments.systemFilesystemUtilization.observe(async (observe) => {
      for (const { labels, space } of await measure()) {
        for (const state of STATES) {
          observe(space[state] / space.size, { ...labels, 'system.filesystem.state': state });
        }
      }
    }),
    instruments.systemFilesystemLimit.observe(async (observe) => {
      for (const { labels, space } of await measure()) observe(space.size, labels);
    }),
  ];
}

function mountReader(context: HostContext, remote: boolean): () => readonly Filesystem['labels'][] {
  if (!context.hasKernelFiles) return () => [{ 'system.filesystem.mountpoint': rootDirectory() }];
  const { reports } = context;
  const read = kernelValue(
    procSource(context, 'self/mountinfo', 'system.filesystem.*', 'filesystem'),
    remembering((text) => {
      const mounts = parseMountinfo(text);
      if (mounts === undefined) return undefined;
      const chosen = selectFilesystems(mounts, remote);
      return firstOfMany(chosen, 'filesystems', 'filesystem', reports).map(labelsOf);
    }),
    reports,
  );
  return () => read() ?? [];
}

function labelsOf({ mountpoint, source, type, mode }: Mount): Filesystem['labels'] {
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
