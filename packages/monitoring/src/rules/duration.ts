const UNITS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;

/** Seconds of a duration as Prometheus writes it, such as `1h30m`; `undefined` when it is none. */
export function parseDurationSeconds(text: string): number | undefined {
  if (!/^(?:\d+[wdhms])+$/.test(text)) return undefined;
  return Array.from(
    text.matchAll(/(\d+)([wdhms])/g),
    ([, amount, unit]) => Number(amount) * UNITS[unit as keyof typeof UNITS],
  ).reduce((sum, seconds) => sum + seconds, 0);
}

/** `5400` → `1h30m`. */
export function formatDuration(seconds: number): string {
  let rest = seconds;
  const parts = Object.entries(UNITS)
    .filter(([unit]) => unit !== 'w')
    .map(([unit, size]) => {
      const amount = Math.floor(rest / size);
      rest -= amount * size;
      return amount > 0 ? `${amount}${unit}` : '';
    });
  return parts.join('') || '0s';
}

export function addDurations(a: string, b: string): string {
  return formatDuration((parseDurationSeconds(a) ?? 0) + (parseDurationSeconds(b) ?? 0));
}
