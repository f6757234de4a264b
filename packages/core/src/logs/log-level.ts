import type { SeverityNumber } from '@opentelemetry/api';
import { inspect } from '../node-builtins.ts';
import { notices } from '../notices.ts';

/** How much a record matters, from least to most. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** The least level that is written; `off` writes nothing. */
export type LogThreshold = LogLevel | 'off';

/** OpenTelemetry severity numbers (1…24) of the six levels. */
export const LOG_SEVERITY: Readonly<Record<LogLevel, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

/** What `off` means as a number: above every severity. */
const OFF = 25;

/** The severity number from which on records are written. */
export function thresholdSeverity(threshold: LogThreshold): number {
  return threshold === 'off' ? OFF : LOG_SEVERITY[threshold];
}

/**
 * The severity number of a level that a program gave; undefined, said once, when it is none.
 *
 * @param where - Who was given it, for the message.
 */
export function readThreshold(where: string, level: unknown): number | undefined {
  const threshold = typeof level === 'string' ? parseLogThreshold(level) : undefined;
  if (threshold !== undefined) return thresholdSeverity(threshold);
  notices.once(
    `logs.level.${where}`,
    `telemetry/logs: ${where} was given the level ${inspect(level).slice(0, 60)}. Use trace, debug, info, warn, error, fatal or off; it is ignored for now.`,
  );
  return undefined;
}

/** Reads a level in any case and with common synonyms (`warning`, `err`, `critical`, `silent`…); undefined when it is none. */
export function parseLogThreshold(text: string | undefined): LogThreshold | undefined {
  const name = text?.trim().toLowerCase() ?? '';
  if (Object.hasOwn(LOG_SEVERITY, name)) return name as LogLevel;
  return SYNONYMS.get(name);
}

const SYNONYMS = new Map<string, LogThreshold>([
  ['off', 'off'],
  ['none', 'off'],
  ['silent', 'off'],
  ['verbose', 'debug'],
  ['warning', 'warn'],
  ['err', 'error'],
  ['critical', 'fatal'],
]);

/** OpenTelemetry's enum has a member for each whole number from 1 to 24. */
export function toSeverityNumber(severity: number): SeverityNumber {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment
  return severity;
}
