import { logs, SeverityNumber } from '@opentelemetry/api';
import { exceptionAttributes } from '@fluxora/telemetry-core';
import { DISTRO_NAME, DISTRO_VERSION } from '../version.ts';

/**
 * One FATAL log record for an uncaught exception or an unhandled rejection. Only recorded: whether the process dies is decided
 * by Node and the application as ever. Not written on the console, where Node prints the error itself. Never throws.
 */
export function recordCrash(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  try {
    const exception = exceptionAttributes(error);
    const what = origin === 'unhandledRejection' ? 'Unhandled rejection' : 'Uncaught exception';
    logs.getLogger(DISTRO_NAME, DISTRO_VERSION).emit({
      severityNumber: SeverityNumber.FATAL,
      severityText: 'FATAL',
      body: `${what}: ${exception['exception.message'] ?? exception['exception.type']}`,
      attributes: { ...exception },
    });
  } catch {
    // The process has troubles of its own.
  }
}
