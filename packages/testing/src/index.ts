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
