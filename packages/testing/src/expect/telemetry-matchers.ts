import type { TelemetrySource } from '../signals/telemetry-source.ts';
import { findErrors } from './find-errors.ts';
import { findLog, type LogExpectation } from './find-log.ts';
import { findMetric, type MetricExpectation } from './find-metric.ts';
import { findSpan, type SpanExpectation } from './find-span.ts';
import type { Search } from './finding.ts';

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for vitest and jest: `expect.extend(telemetryMatchers)`. They take a test telemetry, a receiver or lists of
 * signals, and look without reading. {@link TelemetryMatchers} types them.
 *
 * @example
 * expect.extend(telemetryMatchers);
 * expect(t).toHaveSpan('GET /forecast/:site', { kind: 'server', status: 'error' });
 * expect(t).toHaveMetric('http.server.request.duration', { attributes: { 'http.route': '/forecast/:site' }, count: 1 });
 * expect(t).toHaveLog({ body: 'forecast issued', level: 'info' });
 * expect(t).toHaveNoErrors();
 */
export const telemetryMatchers = {
  toHaveSpan: (source: TelemetrySource, name: string | RegExp, expected?: SpanExpectation) =>
    toResult(findSpan(source, name, expected)),
  toHaveMetric: (source: TelemetrySource, name: string | RegExp, expected?: MetricExpectation) =>
    toResult(findMetric(source, name, expected)),
  toHaveLog: (source: TelemetrySource, expected: LogExpectation) =>
    toResult(findLog(source, expected)),
  toHaveEvent: (
    source: TelemetrySource,
    eventName: string | RegExp,
    expected?: Omit<LogExpectation, 'eventName'>,
  ) => toResult(findLog(source, { ...expected, eventName })),
  toHaveNoErrors: (source: TelemetrySource): MatcherResult => {
    const errors = findErrors(source);
    return {
      pass: errors.length === 0,
      message: () =>
        errors.length === 0
          ? 'telemetry/testing: there are no errors.'
          : `telemetry/testing: there are errors.\n  - ${errors.join('\n  - ')}`,
    };
  },
};

/**
 * The matchers as `expect(…)` has them.
 *
 * @example
 * declare module 'vitest' {
 *   interface Matchers<R extends void | Promise<void>, T> extends TelemetryMatchers<R> {}
 * }
 */
export interface TelemetryMatchers<R = void> {
  /** There is a span of this name that agrees with what is expected. */
  toHaveSpan(name: string | RegExp, expected?: SpanExpectation): R;
  /** There is a metric of this name with points that agree with what is expected. */
  toHaveMetric(name: string | RegExp, expected?: MetricExpectation): R;
  /** There is a log record that agrees with what is expected. */
  toHaveLog(expected: LogExpectation): R;
  /** There is a log record with this event name that agrees with what is expected. */
  toHaveEvent(eventName: string | RegExp, expected?: Omit<LogExpectation, 'eventName'>): R;
  /** No failed span, no record of level error or fatal, and nothing dropped or trimmed. */
  toHaveNoErrors(): R;
}

function toResult(search: Search<unknown>): MatcherResult {
  return { pass: search.found !== undefined, message: () => search.message };
}
