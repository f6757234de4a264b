import { parseCount, wordsOf } from './parse-count.ts';
import { TICKS_PER_SECOND } from './proc-stat.ts';

/** Reads when a process started from its /proc/PID/stat (proc_pid_stat(5)): seconds since the system started, or undefined. */
export function parseProcessStart(text: string): number | undefined {
  // The name stands in parentheses and may have blanks and parentheses of its own.
  const fields = wordsOf(text.slice(text.lastIndexOf(')') + 1));
  // Field 22 of all, of which two end with the name.
  const ticks = text.includes(')') ? parseCount(fields[19]) : undefined;
  return ticks === undefined ? undefined : ticks / TICKS_PER_SECOND;
}
