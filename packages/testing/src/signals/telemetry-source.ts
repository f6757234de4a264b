import type { TestLog, TestMetric, TestSpan } from './test-signals.ts';

/** Telemetry as plain lists, for what comes from elsewhere, for example one request of a receiver. */
export interface TelemetrySnapshot {
  readonly spans?: readonly TestSpan[];
  readonly metrics?: readonly TestMetric[];
  readonly logs?: readonly TestLog[];
}

/** What a test telemetry and a receiver have in common. */
interface LiveTelemetry {
  spans(): readonly TestSpan[];
  logs(): readonly TestLog[];
  metrics(): readonly TestMetric[];
  /** Like `metrics()` without consequence for the next read. Absent where reading has none. */
  peek?(): readonly TestMetric[];
  /** Since the beginning, where `metrics()` says what is new. */
  totals?(): readonly TestMetric[];
}

/** Whatever assertions can look at: a test telemetry, a receiver, or lists. Looking changes nothing. */
export type TelemetrySource = LiveTelemetry | TelemetrySnapshot;

export function spansOf(source: TelemetrySource): readonly TestSpan[] {
  return isLive(source) ? source.spans() : (source.spans ?? []);
}

export function logsOf(source: TelemetrySource): readonly TestLog[] {
  return isLive(source) ? source.logs() : (source.logs ?? []);
}

/** The metrics that the next `metrics()` would return. */
export function metricsOf(source: TelemetrySource): readonly TestMetric[] {
  if (!isLive(source)) return source.metrics ?? [];
  return source.peek ? source.peek() : source.metrics();
}

/** All metrics since the beginning, also those already read. */
export function totalsOf(source: TelemetrySource): readonly TestMetric[] {
  if (!isLive(source)) return source.metrics ?? [];
  return source.totals ? source.totals() : source.metrics();
}

function isLive(source: TelemetrySource): source is LiveTelemetry {
  return typeof source.metrics === 'function';
}
