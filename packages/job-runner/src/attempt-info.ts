import type { AttemptMessage } from './adapter.ts';
import { takeCarrier } from './carrier/payload-carrier.ts';
import type { JobInfo } from './job-options.ts';

/** Reads a member of something of the host's. */
function read(source: unknown, key: string): unknown {
  if (typeof source !== 'object' || source === null) return undefined;
  try {
    return (source as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
const count = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) > 0 ? (value as number) : undefined;
const time = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : value instanceof Date ? value.getTime() : undefined;

/** What the second argument of a handler tells about the attempt. Never throws. */
export function infoFromContext(source: unknown): JobInfo {
  return {
    ...messageFrom(source),
    attempt: count(read(source, 'attempt')),
    maxAttempts: count(read(source, 'maxAttempts')),
    signal: signalIn(source),
  };
}

/** What a message of a batch tells about itself. Never throws. */
export function messageFrom(source: unknown): AttemptMessage {
  return {
    id: text(read(source, 'id')),
    carrier: read(source, 'carrier') ?? takeCarrier(source).carrier,
    enqueuedAt: time(read(source, 'enqueuedAt')),
    availableAt: time(read(source, 'availableAt')),
  };
}

function signalIn(source: unknown): AbortSignal | undefined {
  const signal = read(source, 'signal');
  // Not instanceof: it may come from another realm, or be a polyfill.
  const isSignal = typeof read(signal, 'aborted') === 'boolean';
  return isSignal ? (signal as AbortSignal) : undefined;
}
