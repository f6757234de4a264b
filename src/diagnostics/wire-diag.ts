import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import type { Notices } from '@fluxora/telemetry-core';
import { printableLine } from '../printable-line.ts';
import { sdk } from '../sdk/load-sdk.ts';

const FIVE_MINUTES = 300_000;

const LEVELS: Readonly<Record<string, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Said by us already, with what to do about it, or without meaning for the operator. */
const SAID_BETTER = [
  /PeriodicExportingMetricReader: metrics export/,
  /Accessing resource attributes before async attributes settled/,
  // A detector that found nothing, or not in time. What users give is checked before.
  /dropping invalid resource attribute value/,
  /may only be called once|Cannot call shutdown twice|after MeterProvider shutdown/,
];

/**
 * Makes the SDK's diagnostics audible, which are silent by default: errors and warnings become notices, each at most every
 * five minutes; `OTEL_LOG_LEVEL` asks for more or less. A logger that the application has set stays.
 *
 * @returns Undoes it.
 */
export function wireDiag(level: string | undefined, notices: Notices): () => void {
  if (isDiagTaken()) return () => undefined;
  diag.setLogger(new NoticingDiagLogger(notices), {
    logLevel: LEVELS[level?.toLowerCase() ?? 'warn'] ?? DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  sdk.core().setGlobalErrorHandler((error) => {
    diag.error(error instanceof Error ? error.message : JSON.stringify(error));
  });
  return () => diag.disable();
}

class NoticingDiagLogger implements DiagLogger {
  readonly #notices: Notices;

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  error(message: string, ...details: unknown[]): void {
    this.#say(message, details);
  }

  warn(message: string, ...details: unknown[]): void {
    this.#say(message, details);
  }

  info(message: string, ...details: unknown[]): void {
    write('info', message, details);
  }

  debug(message: string, ...details: unknown[]): void {
    write('debug', message, details);
  }

  verbose(message: string, ...details: unknown[]): void {
    write('verbose', message, details);
  }

  #say(message: string, details: unknown[]): void {
    const line = oneLine([message, ...details]);
    if (SAID_BETTER.some((pattern) => pattern.test(line))) return;
    this.#notices.limited(
      `diag.${line.slice(0, 80)}`,
      FIVE_MINUTES,
      `telemetry/sdk: ${line}. From the OpenTelemetry SDK; OTEL_LOG_LEVEL=debug tells more.`,
    );
  }
}

/** Only on request (`OTEL_LOG_LEVEL`), so straight to stderr. */
function write(level: string, message: string, details: unknown[]): void {
  process.stderr.write(`telemetry/sdk ${level}: ${oneLine([message, ...details])}\n`);
}

function oneLine(parts: readonly unknown[]): string {
  const texts = parts.map((part) => (part instanceof Error ? part.message : String(part)));
  return printableLine(texts.join(' '), 500);
}

function isDiagTaken(): boolean {
  const global = (globalThis as Record<symbol, { diag?: unknown } | undefined>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  return global?.diag !== undefined;
}
