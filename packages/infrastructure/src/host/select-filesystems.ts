import type { Mount } from '../kernel/mountinfo.ts';

/** What is mounted by another program or machine, which may hang. */
const REMOTE =
  /^(?:nfs4?|cifs|smb3?|smbfs|ncpfs|afs|coda|9p|ceph|glusterfs|lustre|gpfs|beegfs|ocfs2|gfs2|fuse(?:\..+)?|virtiofs|vboxsf|prl_fs|davfs|drvfs)$/;

/** Kept on disks, but not by a device of their own name. */
const POOLED = new Set(['zfs', 'bcachefs', 'btrfs']);

/** Images: always full, never written. */
const IMAGES = new Set(['squashfs', 'iso9660', 'udf', 'erofs', 'cramfs', 'romfs']);

/** Layers of a container: its root. Those of other containers, seen from the host, are the host's own disk again. */
const LAYERED = new Set(['overlay', 'aufs', 'fuse.fuse-overlayfs']);

/** Filesystems in memory: as a root they hold a program and its start only. */
const IN_MEMORY = new Set(['tmpfs', 'ramfs', 'rootfs']);

/** The system's own places, where containers have single files of the host's disk mounted, and what engines mount for containers. */
const SYSTEM_PLACES =
  /^\/(?:(?:proc|sys|dev|etc|run\/(?:secrets|credentials|user))(?:\/|$)|var\/lib\/(?:docker|containers|containerd|kubelet)\/.)/;

/**
 * The mounts whose space is worth measuring: one per filesystem, on disks, not the kernel's own, no images (snaps), and not what
 * a container engine mounts for its containers. In a container: its root, and its volumes.
 *
 * @param remote - Whether to keep those behind which another program or machine answers, which may hang.
 */
export function selectFilesystems(mounts: readonly Mount[], remote: boolean): Mount[] {
  const chosen = new Map<string, Mount>();
  const atMountpoint = new Map<string, Mount>();
  // What is mounted over another mount hides it.
  for (const mount of mounts) atMountpoint.set(mount.mountpoint, mount);
  for (const mount of atMountpoint.values()) {
    if (!isWorthMeasuring(mount, remote)) continue;
    const key = mount.source.startsWith('/dev/') ? mount.source : mount.device;
    const known = chosen.get(key);
    if (known === undefined || isBetter(mount, known)) chosen.set(key, mount);
  }
  return [...chosen.values()];
}

function isWorthMeasuring({ type, source, mountpoint }: Mount, remote: boolean): boolean {
  // Whatever holds it (gVisor and Kata mount it from the host): when the root hangs, so does this program.
  if (mountpoint === '/') return !IN_MEMORY.has(type) && !IMAGES.has(type);
  if (IMAGES.has(type) || LAYERED.has(type) || SYSTEM_PLACES.test(mountpoint)) return false;
  if (REMOTE.test(type)) return remote;
  return POOLED.has(type) || source.startsWith('/dev/');
}

/** The whole filesystem rather than a directory of it, and then the shorter path. */
function isBetter(mount: Mount, known: Mount): boolean {
  if ((mount.root === '/') !== (known.root === '/')) return mount.root === '/';
  return mount.mountpoint.length < known.mountpoint.length;
}

/** Their `statfs` adds up counters that are in memory. Not XFS, which waited for its own cleaning in Linux 5.14 to 5.19. */
const COUNTED_IN_MEMORY = /^ext[234]$/;

/**
 * Whether the kernel answers from memory how much space a mount has, whatever its disk does. The way there must not lead through
 * another machine or program either; mount points themselves are always in memory.
 */
export function answersFromMemory({ type, mountpoint }: Mount, mounts: readonly Mount[]): boolean {
  if (!COUNTED_IN_MEMORY.test(type)) return false;
  return !mounts.some((above) => {
    const isAbove = mountpoint.startsWith(`${above.mountpoint === '/' ? '' : above.mountpoint}/`);
    return isAbove && (REMOTE.test(above.type) || above.type === 'autofs');
  });
}
