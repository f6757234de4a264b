const MS = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

/** Milliseconds of any duration of Prometheus, such as `1h30m` or `250ms`; `undefined` when it is none. */
export function parseDurationMs(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  return Array.from(
    text.matchAll(/(\d+)(ms|[smhdwy])/g),
    ([, amount, unit]) => Number(amount) * MS[unit as keyof typeof MS],
  ).reduce((sum, ms) => sum + ms, 0);
}

/** Seconds of a duration of weeks to seconds, such as `1h30m`; `undefined` when it is none. */
export function parseDurationSeconds(text: string): number | undefined {
  if (!/^(?:\d+[wdhms])+$/.test(text)) return undefined;
  const ms = parseDurationMs(text);
  return ms === undefined ? undefined : ms / MS.s;
}

/** `5400` → `1h30m`. */
export function formatDuration(seconds: number): string {
  let rest = seconds;
  const parts = (['d', 'h', 'm', 's'] as const).map((unit) => {
    const size = MS[unit] / MS.s;
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount > 0 ? `${amount}${unit}` : '';
  });
  return parts.join('') || '0s';
}

export function addDurations(a: string, b: string): string {
  return formatDuration((parseDurationSeconds(a) ?? 0) + (parseDurationSeconds(b) ?? 0));
}
