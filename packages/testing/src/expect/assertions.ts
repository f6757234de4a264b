import { AssertionError } from 'node:assert';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';
import type { TelemetrySource } from '../signals/telemetry-source.ts';
import { findErrors } from './find-errors.ts';
import { findLog, type LogExpectation } from './find-log.ts';
import { findMetric, type MetricExpectation } from './find-metric.ts';
import { findSpan, type SpanExpectation } from './find-span.ts';
import type { Search } from './finding.ts';

/**
 * Asserts that there is a span of this name, and gives it back. Looking changes nothing.
 *
 * @throws AssertionError that names the nearest spans and what differs in them.
 *
 * @example
 * const span = assertSpan(t, 'GET /forecast/:site', { kind: 'server', attributes: { 'http.route': '/forecast/:site' } });
 */
export function assertSpan(
  source: TelemetrySource,
  name: string | RegExp,
  expected: SpanExpectation = {},
): TestSpan {
  return foundOrThrow(findSpan(source, name, expected), assertSpan);
}

/**
 * Asserts that there is a metric of this name with points that match, and gives it back. Of a test telemetry it looks at
 * what `metrics()` would return, without reading it.
 *
 * @throws AssertionError that names the nearest metrics and what differs in them.
 *
 * @example
 * assertMetric(t, 'forecast.requests', { unit: '{request}', attributes: { site: 'berlin' }, value: 2 });
 */
export function assertMetric(
  source: TelemetrySource,
  name: string | RegExp,
  expected: MetricExpectation = {},
): TestMetric {
  return foundOrThrow(findMetric(source, name, expected), assertMetric);
}

/**
 * Asserts that there is such a log record, and gives it back.
 *
 * @throws AssertionError that names the nearest records and what differs in them.
 *
 * @example
 * assertLog(t, { body: /issued/, level: 'info', span: 'forecast' });
 */
export function assertLog(source: TelemetrySource, expected: LogExpectation): TestLog {
  return foundOrThrow(findLog(source, expected), assertLog);
}

/**
 * Asserts that no span failed, nothing of level error or above was logged, and nothing was dropped or trimmed.
 *
 * @throws AssertionError that lists all that did.
 */
export function assertNoErrors(source: TelemetrySource): void {
  const errors = findErrors(source);
  if (errors.length === 0) return;
  throw new AssertionError({
    message: `telemetry/testing: there are errors.\n  - ${errors.join('\n  - ')}`,
    actual: errors,
    expected: [],
    operator: 'assertNoErrors',
    stackStartFn: assertNoErrors,
  });
}

function foundOrThrow<T>(
  { found, message }: Search<T>,
  stackStartFn: (...args: never[]) => unknown,
): T {
  if (found !== undefined) return found;
  throw new AssertionError({ message, operator: stackStartFn.name, stackStartFn });
}
