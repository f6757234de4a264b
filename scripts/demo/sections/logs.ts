import type { TestLog } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { fit, heading, indent, paint, textOf } from '../style.ts';
import { failedTrace } from './trace.ts';

const OTHERS = 5;

/** Log records beside the ids of the traces they belong to: those of the failed trace, then some others. */
export function logsSection(evidence: Evidence): string {
  const { logs } = evidence;
  const traceId = failedTrace(evidence)[0]?.traceId;
  const ofTrace = logs.filter((log) => traceId !== undefined && log.traceId === traceId);
  const events = logs.filter((log) => log.eventName !== undefined).slice(0, OTHERS - 2);
  const outside = logs.filter((log) => log.traceId === undefined).slice(0, 2);
  const chosen = [...new Set([...ofTrace, ...events, ...outside])];
  const shown = chosen.map((log) => lineOf(log, ofTrace.includes(log)));
  const title = heading('Logs beside their traces', `${shown.length} of ${logs.length}`);
  return `${title}\n${indent(shown.join('\n'))}`;
}

function lineOf(log: TestLog, isOfShownTrace: boolean): string {
  const level = (log.severityText ?? '').toUpperCase().padEnd(5);
  const trace = (log.traceId ?? 'no trace').padEnd(32);
  const words = [
    log.eventName ?? log.body,
    log.attributes['exception.type'],
    log.attributes['fluxora.site'],
  ];
  const message = fit(
    words
      .filter((word) => word !== undefined)
      .map(textOf)
      .join('  '),
    57,
  );
  const isBad = (log.severityNumber ?? 0) >= 13;
  return `${isBad ? paint.bad(level) : level}  ${isOfShownTrace ? paint.accent(trace) : paint.dim(trace)}  ${message}`;
}
