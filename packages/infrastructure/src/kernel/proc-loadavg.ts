import { parseDecimal, wordsOf } from './parse-count.ts';

/** Averages over 1, 5 and 15 minutes. */
export type LoadAverages = readonly [number, number, number];

/** Reads /proc/loadavg (proc_loadavg(5)). Returns undefined when it does not begin with three numbers. */
export function parseLoadavg(text: string): LoadAverages | undefined {
  const [one, five, fifteen] = wordsOf(text).map(parseDecimal);
  return one === undefined || five === undefined || fifteen === undefined
    ? undefined
    : [one, five, fifteen];
}

/** Reads the seconds since the system started from /proc/uptime, or returns undefined. */
export function parseUptime(text: string): number | undefined {
  return parseDecimal(wordsOf(text.trim())[0]);
}
