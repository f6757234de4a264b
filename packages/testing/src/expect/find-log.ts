import type { AnyValue } from '@opentelemetry/api';
import { LOG_SEVERITY, type LogLevel } from '@fluxora/telemetry-core';
import type { TestLog } from '../signals/test-signals.ts';
import { logsOf, spansOf, type TelemetrySource } from '../signals/telemetry-source.ts';
import { asked, createComparison } from './comparison.ts';
import { search, type Search } from './finding.ts';
import {
  attributeDifferences,
  difference,
  matches,
  show,
  type Expected,
  type ExpectedAttributes,
} from './match-value.ts';

/** What a log record must be; whatever is left out may be anything. */
export interface LogExpectation {
  /** The message: exact, a pattern, or for structured bodies the whole value. */
  readonly body?: AnyValue;
  readonly level?: LogLevel;
  readonly severityText?: Expected<string>;
  /** `null` for a record that is no event. */
  readonly eventName?: Expected<string> | null;
  readonly attributes?: ExpectedAttributes;
  readonly resource?: ExpectedAttributes;
  /** Name of the instrumentation scope. */
  readonly scope?: Expected<string>;
  readonly traceId?: Expected<string>;
  readonly spanId?: Expected<string>;
  /** Name of the span in which it was emitted, which must be among the same telemetry; `null` for none. */
  readonly span?: Expected<string> | null;
}

export function findLog(source: TelemetrySource, expected: LogExpectation): Search<TestLog> {
  const logs = logsOf(source);
  const { body, eventName } = expected;
  // A record's "name" is its message or its event name: near misses are those that agree in it.
  const isNamed = (log: TestLog): boolean =>
    (body === undefined || matches(log.body, body)) &&
    (eventName === undefined || matches(log.eventName ?? null, eventName));
  const candidates = logs
    .filter(isNamed)
    .map((log) => ({ item: log, differences: differences(log, expected, source) }));
  return search(`log record${asked(expected)}`, candidates, logs.map(describe));
}

function describe(log: TestLog): string {
  const name = log.eventName === undefined ? '' : `event ${show(log.eventName)} `;
  return `${log.severityText ?? `severity ${log.severityNumber ?? 0}`} ${name}${show(log.body)}`;
}

function differences(log: TestLog, expected: LogExpectation, source: TelemetrySource): string[] {
  const { found, compare, compareResource } = createComparison();
  const number = log.severityNumber ?? 0;
  if (expected.level !== undefined && levelOf(number) !== expected.level) {
    found.push(difference('level', levelOf(number), expected.level));
  }
  compare('severityText', log.severityText, expected.severityText);
  compare('scope', log.scope.name, expected.scope);
  compare('traceId', log.traceId, expected.traceId);
  compare('spanId', log.spanId, expected.spanId);
  found.push(...attributeDifferences(log.attributes, expected.attributes ?? {}));
  compareResource(log.resource, expected.resource);
  if (expected.span !== undefined) {
    const span = spansOf(source).find(
      (each) => each.spanId === log.spanId && each.traceId === log.traceId,
    );
    compare('span', expected.span === null ? (log.spanId ?? null) : span?.name, expected.span);
  }
  return found;
}

/** The level whose range of four severity numbers this is in; `undefined` when there is none. */
export function levelOf(severityNumber: number): LogLevel | undefined {
  const levels = Object.entries(LOG_SEVERITY) as [LogLevel, number][];
  return levels.find(([, first]) => severityNumber >= first && severityNumber < first + 4)?.[0];
}
