import type { HrTime } from '@opentelemetry/api';

/** `12:03:05.123`, UTC. */
export function formatTime([seconds, nanoseconds]: HrTime): string {
  return new Date(seconds * 1_000 + nanoseconds / 1e6).toISOString().slice(11, 23);
}

/** `12.3 ms` */
export function formatDuration([seconds, nanoseconds]: HrTime): string {
  return `${(seconds * 1_000 + nanoseconds / 1e6).toFixed(1)} ms`;
}

/** `site=DE-7 horizon=96`; texts with blanks are quoted. */
export function formatAttributes(attributes: Readonly<Record<string, unknown>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}=${formatValue(value)}`)
    .join(' ');
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}
