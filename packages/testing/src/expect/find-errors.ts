import { LOG_SEVERITY } from '@fluxora/telemetry-core';
import { logsOf, spansOf, type TelemetrySource } from '../signals/telemetry-source.ts';
import { show } from './match-value.ts';

/** Every failed span, every log record of level error or fatal, and every loss, as one line each. */
export function findErrors(source: TelemetrySource): string[] {
  const spans = spansOf(source)
    .filter((span) => span.status.code === 'error')
    .map(({ name, status, attributes }) => {
      const cause = status.message ?? attributes['error.type'];
      return `span ${show(name)} failed${cause === undefined ? '' : `: ${show(cause)}`}`;
    });
  const logs = logsOf(source)
    .filter((log) => (log.severityNumber ?? 0) >= LOG_SEVERITY.error)
    .map((log) => `${log.severityText ?? 'ERROR'} was logged: ${show(log.body ?? log.eventName)}`);
  return [...spans, ...logs, ...losses(source)];
}

function losses(source: TelemetrySource): string[] {
  if (!('drops' in source)) return [];
  const { drops } = source;
  return isLedger(drops)
    ? drops
        .counts()
        .map((each) => `${each.count} ${each.signal} were dropped or trimmed: ${each.cause}`)
    : [];
}

function isLedger(
  value: unknown,
): value is { counts(): { signal: string; cause: string; count: number }[] } {
  return typeof (value as { counts?: unknown } | undefined)?.counts === 'function';
}
