import { SeverityNumber } from '@opentelemetry/api';

/** How much a record matters, from least to most. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** The least level that is written; `off` writes nothing. */
export type LogThreshold = LogLevel | 'off';

/** OpenTelemetry severity numbers (1…24) of the six levels. */
export const LOG_SEVERITY: Readonly<Record<LogLevel, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** What `off` means as a number: above every severity. */
const OFF = 25;

/** The severity number from which on records are written. */
export function thresholdSeverity(threshold: LogThreshold): number {
  return threshold === 'off' ? OFF : LOG_SEVERITY[threshold];
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

/** The level whose band of four severity numbers holds `severity`; out of range takes the nearest. */
export function levelOfSeverity(severity: number): LogLevel {
  if (severity >= SeverityNumber.FATAL) return 'fatal';
  if (severity >= SeverityNumber.ERROR) return 'error';
  if (severity >= SeverityNumber.WARN) return 'warn';
  if (severity >= SeverityNumber.INFO) return 'info';
  return severity >= SeverityNumber.DEBUG ? 'debug' : 'trace';
}
