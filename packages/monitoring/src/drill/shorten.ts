import { parseDurationMs } from '../rules/duration.ts';

/**
 * A duration so many times shorter; 0 stays 0. In milliseconds where seconds do not suffice.
 *
 * @param leastMs - Not shorter than this, unless it was.
 */
export function shorten(duration: string, factor: number, leastMs = 1): string {
  const ms = parseDurationMs(duration);
  if (ms === undefined || ms === 0) return duration;
  const shorter = Math.max(Math.min(leastMs, ms), Math.round(ms / factor));
  return shorter % 1_000 === 0 ? `${shorter / 1_000}s` : `${shorter}ms`;
}
