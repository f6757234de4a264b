import type { AnyValue, Attributes } from '@opentelemetry/api';

/** Who emitted a signal: the instrumentation scope. `version` and `schemaUrl` are empty when there is none. */
export interface TestScope {
  readonly name: string;
  readonly version: string;
  readonly schemaUrl: string;
}

export type TestSpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export interface TestSpanStatus {
  readonly code: 'unset' | 'ok' | 'error';
  /** Only with code `error`, and only when one was given. */
  readonly message?: string;
}

export interface TestSpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly timeMs: number;
}

export interface TestLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A span that has ended. Ids are lower-case hexadecimal. */
export interface TestSpan {
  readonly name: string;
  readonly kind: TestSpanKind;
  readonly attributes: Attributes;
  readonly status: TestSpanStatus;
  readonly events: readonly TestSpanEvent[];
  readonly links: readonly TestLink[];
  readonly traceId: string;
  readonly spanId: string;
  /** Absent on a root span. */
  readonly parentSpanId?: string;
  /** Whether the parent came from another process. Absent on a root span, and where the sender does not say. */
  readonly parentIsRemote?: boolean;
  readonly traceState?: string;
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly startTimeMs: number;
  /** Milliseconds, ≥ 0, with fractions. */
  readonly durationMs: number;
  /** Attributes, events and links that went over the SDK's limits. */
  readonly dropped: {
    readonly attributes: number;
    readonly events: number;
    readonly links: number;
  };
  readonly scope: TestScope;
  /** The resource's attributes. */
  readonly resource: Attributes;
}

/** The shape in which a metric travels. Synchronous and observable instruments look the same from outside. */
export type TestMetricKind =
  'counter' | 'upDownCounter' | 'gauge' | 'histogram' | 'exponentialHistogram' | 'summary';

export interface TestBuckets {
  /** Inclusive upper bounds, ascending. */
  readonly boundaries: readonly number[];
  /** One more than `boundaries`: the last counts what is above every bound. */
  readonly counts: readonly number[];
}

/** One series of a metric. Counters and gauges have `value`; the histograms and summaries have the rest. */
export interface TestPoint {
  readonly attributes: Attributes;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly buckets?: TestBuckets;
}

export interface TestMetric {
  readonly name: string;
  readonly kind: TestMetricKind;
  readonly unit: string;
  readonly description: string;
  readonly points: readonly TestPoint[];
  /** Absent for gauges and summaries, which have none. */
  readonly temporality?: 'delta' | 'cumulative';
  readonly scope: TestScope;
  /** The resource's attributes. */
  readonly resource: Attributes;
}

/** A log record; an event when it has an `eventName`. */
export interface TestLog {
  readonly body?: AnyValue;
  readonly severityText?: string;
  /** 1 (TRACE) to 24 (FATAL4), as in the OpenTelemetry specification. */
  readonly severityNumber?: number;
  readonly eventName?: string;
  readonly attributes: Attributes;
  /** Absent when the record was emitted outside any span. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** Milliseconds since the Unix epoch, with fractions. */
  readonly timeMs: number;
  readonly droppedAttributes: number;
  readonly scope: TestScope;
  /** The resource's attributes. */
  readonly resource: Attributes;
}
