import type { CgroupMembership } from './cgroup-membership.ts';
import type { Mount } from './mountinfo.ts';

/** What a control group can limit and count. Version 1 has each in a hierarchy of its own, version 2 all in one. */
export type CgroupController = 'cpu' | 'cpuacct' | 'memory' | 'blkio';

/** The directory of a control group. */
export interface CgroupDirectory {
  readonly version: 1 | 2;
  readonly path: string;
  /** Those of its parents that can be seen, nearest first: their limits bind it too. */
  readonly parents: readonly string[];
}

export type CgroupDirectories = Readonly<Partial<Record<CgroupController, CgroupDirectory>>>;

const CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'blkio'] as const;

/** Deeper nesting is cut: each level costs two reads. */
const MAX_PARENTS = 16;

/**
 * Finds the control group of this process for each controller: of version 1 where the controller is mounted so (also in hybrid
 * set-ups), else of version 2. Absent where it is the root group, whose figures are the whole machine's, and where it cannot
 * be seen: not mounted, or outside of the mounted part.
 *
 * @param exists - Whether a file exists.
 */
export function locateCgroups(
  memberships: readonly CgroupMembership[],
  mounts: readonly Mount[],
  exists: (path: string) => boolean,
): CgroupDirectories {
  const unified = locate(
    2,
    memberships.find(({ controllers }) => controllers.length === 0),
    mounts.filter(({ type }) => type === 'cgroup2'),
    exists,
  );
  const entries = CONTROLLERS.flatMap((controller) => {
    const membership = memberships.find(({ controllers }) => controllers.includes(controller));
    const mounted = mounts.filter(
      ({ type, superOptions }) => type === 'cgroup' && superOptions.includes(controller),
    );
    const isVersion1 = membership !== undefined && mounted.length > 0;
    const directory = isVersion1 ? locate(1, membership, mounted, exists) : unified;
    return directory ? [[controller, directory] as const] : [];
  });
  return Object.fromEntries(entries);
}

function locate(
  version: 1 | 2,
  membership: CgroupMembership | undefined,
  mounts: readonly Mount[],
  exists: (path: string) => boolean,
): CgroupDirectory | undefined {
  if (membership === undefined) return undefined;
  for (const mount of mounts) {
    const path = pathWithin(membership.path, mount, exists);
    if (path !== undefined && !isRootGroup(version, path, exists)) {
      return { version, path, parents: parentsOf(path, mount.mountpoint) };
    }
  }
  return undefined;
}

/** Where the group is below a mount, if the mount shows it. */
function pathWithin(
  group: string,
  { root, mountpoint }: Mount,
  exists: (path: string) => boolean,
): string | undefined {
  const isGroup = (path: string) => exists(`${path}/cgroup.procs`);
  const below = relativePath(group, root);
  if (below !== undefined) {
    const path = `${mountpoint}${below}`;
    if (isGroup(path)) return path;
  }
  // A group above or beside what the namespace shows ("/../other"): the mount is somebody else's.
  if (climbs(group) || climbs(root)) return undefined;
  // Engines without a cgroup namespace may mount the container's own group and nothing else.
  return root !== '/' && isGroup(mountpoint) ? mountpoint : undefined;
}

/** `/a/b/c` from `/a/b` is `/c`; undefined when it is not below. */
function relativePath(group: string, root: string): string | undefined {
  const prefix = root === '/' ? '' : root;
  if (group !== root && !group.startsWith(`${prefix}/`)) return undefined;
  const below = group === '/' ? '' : group.slice(prefix.length);
  return climbs(below) ? undefined : below;
}

function climbs(path: string): boolean {
  return path.split('/').includes('..');
}

/**
 * The kernel leaves these files out of (version 2), or has them only in (version 1), the root of a hierarchy. The path does not
 * tell: in a cgroup namespace a container's own group is `/`, too.
 */
function isRootGroup(version: 1 | 2, path: string, exists: (path: string) => boolean): boolean {
  return version === 2 ? !exists(`${path}/cgroup.events`) : exists(`${path}/cgroup.sane_behavior`);
}

function parentsOf(path: string, mountpoint: string): string[] {
  const parents: string[] = [];
  let parent = path;
  while (parent.length > mountpoint.length && parents.length < MAX_PARENTS) {
    parent = parent.slice(0, parent.lastIndexOf('/'));
    parents.push(parent);
  }
  return parents;
}
