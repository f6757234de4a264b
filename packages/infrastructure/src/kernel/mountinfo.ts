import { linesOf, unescapeOctal } from './parse-count.ts';

/** One mount, as this process sees it. */
export interface Mount {
  /** `major:minor` of the filesystem. */
  readonly device: string;
  /** Which directory of the filesystem is mounted: `/` unless it is a bind mount, a subvolume or a namespace. */
  readonly root: string;
  readonly mountpoint: string;
  readonly mode: 'rw' | 'ro';
  readonly type: string;
  /** What is mounted: `/dev/sda1`, `overlay`, `server:/export`… */
  readonly source: string;
  /** Options of the filesystem; of a control group of version 1, its controllers. */
  readonly superOptions: readonly string[];
}

/** Reads /proc/self/mountinfo (proc_pid_mountinfo(5)). Returns undefined when there are lines and none has the form. */
export function parseMountinfo(text: string): Mount[] | undefined {
  const lines = linesOf(text);
  const mounts = lines.flatMap((line) => mountOf(line) ?? []);
  return mounts.length > 0 || lines.length === 0 ? mounts : undefined;
}

function mountOf(line: string): Mount | undefined {
  // Not by runs of blanks: a source may be empty.
  const words = line.split(' ');
  const [, , device, root, mountpoint, options] = words;
  // Between the options and the dash stand any number of tags.
  const dash = words.indexOf('-', 6);
  const type = words[dash + 1];
  if (dash === -1 || !type || !device || !root || !mountpoint?.startsWith('/')) return undefined;
  const superOptions = (words[dash + 3] ?? '').split(',');
  return {
    device,
    root: unescapeOctal(root),
    mountpoint: unescapeOctal(mountpoint),
    mode: options?.split(',').includes('ro') || superOptions.includes('ro') ? 'ro' : 'rw',
    type,
    source: unescapeOctal(words[dash + 2] ?? ''),
    superOptions,
  };
}
