/** OTLP/HTTP: these answers ask for another try. */
const RETRYABLE_STATUS = new Set([429, 502, 503, 504]);

/** Even to a collector that asks for no pause at all. */
const LEAST_PAUSE_MS = 100;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 5_000;
const MULTIPLIER = 1.5;
const JITTER = 0.2;

export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUS.has(status);
}

/**
 * Milliseconds to wait before try number `attempt` + 1: what the collector asked for, else exponential with ±20 % jitter, so
 * that a fleet does not come back in step.
 *
 * @param attempt - Tries so far, ≥ 1.
 * @param retryAfter - The header: seconds or an HTTP date.
 */
export function backoffMs(
  attempt: number,
  retryAfter: string | undefined,
  random: () => number = Math.random,
): number {
  const asked = parseRetryAfter(retryAfter);
  if (asked !== undefined) return Math.max(asked, LEAST_PAUSE_MS);
  const base = Math.min(FIRST_BACKOFF_MS * MULTIPLIER ** (attempt - 1), MAX_BACKOFF_MS);
  return base * (1 + JITTER * (2 * random() - 1));
}

function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (!Number.isNaN(seconds)) return seconds >= 0 ? seconds * 1_000 : undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(at - Date.now(), 0);
}
