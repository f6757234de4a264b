import type { AlertContext } from '../../alert-source.ts';
import { BY_HOST, HOST } from './by-host.ts';

export const BY_DISK = [...BY_HOST, 'system.filesystem.mountpoint'] as const;

/** A file system, for tests. */
export const DISK = {
  ...HOST,
  'system.filesystem.mountpoint': '/var/lib',
  'system.filesystem.mode': 'rw',
} as const;

/** Bytes that programs may still write, by machine and mount point. Not of what is mounted read-only: it is always full. */
export function leastFree({ q, scope }: AlertContext): string {
  return `min by (${q.labels(...BY_DISK)}) (${q.metric('system.filesystem.usage')}{${scope.selector}, ${q.label('system.filesystem.state')}="free", ${q.label('system.filesystem.mode')}!="ro"})`;
}

/** The same as a share of the size. */
export function freeShare(context: AlertContext): string {
  const { q, scope } = context;
  return `${leastFree(context)} / max by (${q.labels(...BY_DISK)}) (${q.metric('system.filesystem.limit')}{${scope.selector}})`;
}
