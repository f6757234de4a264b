let lastMs = Number.NaN;
let lastText = '';

/** ISO 8601 in UTC with milliseconds. Remembers the last result: bursts of records share their millisecond. */
export function isoTime(timeMs: number): string {
  if (timeMs !== lastMs) {
    lastText = new Date(timeMs).toISOString();
    lastMs = timeMs;
  }
  return lastText;
}
