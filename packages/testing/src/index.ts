export {
  createTestTelemetry,
  type TestTelemetry,
  type TestTelemetryOptions,
} from './create-test-telemetry.ts';
export type {
  TestBuckets,
  TestLink,
  TestLog,
  TestMetric,
  TestMetricKind,
  TestPoint,
  TestScope,
  TestSpan,
  TestSpanEvent,
  TestSpanKind,
  TestSpanStatus,
} from './signals/test-signals.ts';
export { traceTree, type TraceTreeOptions } from './signals/trace-tree.ts';
export { createFakeClock, type Clock, type FakeClock } from './clock/fake-clock.ts';
export { startOtlpReceiver } from './receiver/start-otlp-receiver.ts';
export type { OtlpReceiver, OtlpReceiverOptions, WaitOptions } from './receiver/otlp-receiver.ts';
export type { OtlpFault, OtlpFaultInput, OtlpFaultScope } from './receiver/otlp-fault.ts';
export type { OtlpPayload, ReceivedRequest } from './receiver/received-request.ts';
export type { OtlpMessage, OtlpMessageName } from './otlp/otlp-schema.ts';
export type { OtlpViolation } from './otlp/decoded.ts';
export type { TelemetrySnapshot, TelemetrySource } from './signals/telemetry-source.ts';
export { assertLog, assertMetric, assertNoErrors, assertSpan } from './expect/assertions.ts';
export { telemetryMatchers, type TelemetryMatchers } from './expect/telemetry-matchers.ts';
export type { SpanExpectation } from './expect/find-span.ts';
export type { MetricExpectation } from './expect/find-metric.ts';
export type { LogExpectation } from './expect/find-log.ts';
export type { Expected, ExpectedAttributes } from './expect/match-value.ts';
export { assertConventions } from './conventions/assert-conventions.ts';
export { conventionFindings, type ConventionOptions } from './conventions/convention-findings.ts';
