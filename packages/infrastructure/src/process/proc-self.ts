import { keyedCount, parseCount } from '../kernel/parse-count.ts';

/** What /proc/self/stat tells and Node.js does not. */
export interface SelfStat {
  readonly threads: number;
  readonly virtualBytes: number;
}

// Fields of proc_pid_stat(5), counted from the one after the name of the program, which is the third.
const NUM_THREADS = 20 - 3;
const VSIZE = 23 - 3;

/** Reads /proc/self/stat; undefined when it has not that form. The program's name may hold blanks and brackets. */
export function parseSelfStat(text: string): SelfStat | undefined {
  const afterName = text.lastIndexOf(') ');
  if (afterName === -1) return undefined;
  const fields = text.slice(afterName + 2).split(' ');
  const threads = parseCount(fields[NUM_THREADS]);
  const virtualBytes = parseCount(fields[VSIZE]);
  return threads === undefined || virtualBytes === undefined
    ? undefined
    : { threads, virtualBytes };
}

/** Bytes that really went from and to disks. */
export interface SelfIo {
  readonly read: number;
  readonly write: number;
}

/** Reads /proc/self/io; undefined when it has not that form. */
export function parseSelfIo(text: string): SelfIo | undefined {
  const read = keyedCount(text, 'read_bytes');
  const write = keyedCount(text, 'write_bytes');
  return read === undefined || write === undefined ? undefined : { read, write };
}

/** Reads the soft limit of open files from /proc/self/limits; undefined when it has not that form. */
export function parseOpenFilesLimit(text: string): number | 'unlimited' | undefined {
  const word = /^Max open files\s+(\S+)/m.exec(text)?.[1];
  return word === 'unlimited' ? word : parseCount(word);
}
