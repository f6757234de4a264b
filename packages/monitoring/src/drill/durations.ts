const MS = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** Milliseconds of `1h30m`; `undefined` when it is no duration of Prometheus. */
export function parseMs(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  return Array.from(
    text.matchAll(/(\d+)(ms|[smhdwy])/g),
    ([, amount, unit]) => Number(amount) * MS[unit as keyof typeof MS],
  ).reduce((sum, ms) => sum + ms, 0);
}

/**
 * A duration so many times shorter; 0 stays 0. In milliseconds where seconds do not suffice.
 *
 * @param leastMs - Not shorter than this, unless it was.
 */
export function shorten(duration: string, factor: number, leastMs = 1): string {
  const ms = parseMs(duration);
  if (ms === undefined || ms === 0) return duration;
  const shorter = Math.max(Math.min(leastMs, ms), Math.round(ms / factor));
  return shorter % 1_000 === 0 ? `${shorter / 1_000}s` : `${shorter}ms`;
}
