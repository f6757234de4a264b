/**
 * The messages of OTLP 1.x (trace, metrics, logs, common, resource, the three export services) and `google.rpc.Status`:
 * JSON name, number and type of every field. `test/otlp-schema` holds this table against the official `.proto` files.
 *
 * A type ending in `[]` is repeated; a capitalised one is another message; enums are `enum`.
 */
export const OTLP_MESSAGES = {
  AnyValue: {
    stringValue: [1, 'string'],
    boolValue: [2, 'bool'],
    intValue: [3, 'int64'],
    doubleValue: [4, 'double'],
    arrayValue: [5, 'ArrayValue'],
    kvlistValue: [6, 'KeyValueList'],
    bytesValue: [7, 'bytes'],
    stringValueStrindex: [8, 'int32'],
  },
  ArrayValue: { values: [1, 'AnyValue[]'] },
  KeyValueList: { values: [1, 'KeyValue[]'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'], keyStrindex: [3, 'int32'] },
  InstrumentationScope: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, 'KeyValue[]'],
    droppedAttributesCount: [4, 'uint32'],
  },
  EntityRef: {
    schemaUrl: [1, 'string'],
    type: [2, 'string'],
    idKeys: [3, 'string[]'],
    descriptionKeys: [4, 'string[]'],
  },
  Resource: {
    attributes: [1, 'KeyValue[]'],
    droppedAttributesCount: [2, 'uint32'],
    entityRefs: [3, 'EntityRef[]'],
  },

  TracesData: { resourceSpans: [1, 'ResourceSpans[]'] },
  ResourceSpans: {
    resource: [1, 'Resource'],
    scopeSpans: [2, 'ScopeSpans[]'],
    schemaUrl: [3, 'string'],
  },
  ScopeSpans: {
    scope: [1, 'InstrumentationScope'],
    spans: [2, 'Span[]'],
    schemaUrl: [3, 'string'],
  },
  Span: {
    traceId: [1, 'bytes'],
    spanId: [2, 'bytes'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'bytes'],
    flags: [16, 'fixed32'],
    name: [5, 'string'],
    kind: [6, 'enum'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'KeyValue[]'],
    droppedAttributesCount: [10, 'uint32'],
    events: [11, 'Span.Event[]'],
    droppedEventsCount: [12, 'uint32'],
    links: [13, 'Span.Link[]'],
    droppedLinksCount: [14, 'uint32'],
    status: [15, 'Status'],
  },
  'Span.Event': {
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, 'KeyValue[]'],
    droppedAttributesCount: [4, 'uint32'],
  },
  'Span.Link': {
    traceId: [1, 'bytes'],
    spanId: [2, 'bytes'],
    traceState: [3, 'string'],
    attributes: [4, 'KeyValue[]'],
    droppedAttributesCount: [5, 'uint32'],
    flags: [6, 'fixed32'],
  },
  Status: { message: [2, 'string'], code: [3, 'enum'] },

  MetricsData: { resourceMetrics: [1, 'ResourceMetrics[]'] },
  ResourceMetrics: {
    resource: [1, 'Resource'],
    scopeMetrics: [2, 'ScopeMetrics[]'],
    schemaUrl: [3, 'string'],
  },
  ScopeMetrics: {
    scope: [1, 'InstrumentationScope'],
    metrics: [2, 'Metric[]'],
    schemaUrl: [3, 'string'],
  },
  Metric: {
    name: [1, 'string'],
    description: [2, 'string'],
    unit: [3, 'string'],
    gauge: [5, 'Gauge'],
    sum: [7, 'Sum'],
    histogram: [9, 'Histogram'],
    exponentialHistogram: [10, 'ExponentialHistogram'],
    summary: [11, 'Summary'],
    metadata: [12, 'KeyValue[]'],
  },
  Gauge: { dataPoints: [1, 'NumberDataPoint[]'] },
  Sum: {
    dataPoints: [1, 'NumberDataPoint[]'],
    aggregationTemporality: [2, 'enum'],
    isMonotonic: [3, 'bool'],
  },
  Histogram: { dataPoints: [1, 'HistogramDataPoint[]'], aggregationTemporality: [2, 'enum'] },
  ExponentialHistogram: {
    dataPoints: [1, 'ExponentialHistogramDataPoint[]'],
    aggregationTemporality: [2, 'enum'],
  },
  Summary: { dataPoints: [1, 'SummaryDataPoint[]'] },
  NumberDataPoint: {
    attributes: [7, 'KeyValue[]'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    asDouble: [4, 'double'],
    asInt: [6, 'sfixed64'],
    exemplars: [5, 'Exemplar[]'],
    flags: [8, 'uint32'],
  },
  HistogramDataPoint: {
    attributes: [9, 'KeyValue[]'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    bucketCounts: [6, 'fixed64[]'],
    explicitBounds: [7, 'double[]'],
    exemplars: [8, 'Exemplar[]'],
    flags: [10, 'uint32'],
    min: [11, 'double'],
    max: [12, 'double'],
  },
  ExponentialHistogramDataPoint: {
    attributes: [1, 'KeyValue[]'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    scale: [6, 'sint32'],
    zeroCount: [7, 'fixed64'],
    positive: [8, 'ExponentialHistogramDataPoint.Buckets'],
    negative: [9, 'ExponentialHistogramDataPoint.Buckets'],
    flags: [10, 'uint32'],
    exemplars: [11, 'Exemplar[]'],
    min: [12, 'double'],
    max: [13, 'double'],
    zeroThreshold: [14, 'double'],
  },
  'ExponentialHistogramDataPoint.Buckets': {
    offset: [1, 'sint32'],
    bucketCounts: [2, 'uint64[]'],
  },
  SummaryDataPoint: {
    attributes: [7, 'KeyValue[]'],
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, 'SummaryDataPoint.ValueAtQuantile[]'],
    flags: [8, 'uint32'],
  },
  'SummaryDataPoint.ValueAtQuantile': { quantile: [1, 'double'], value: [2, 'double'] },
  Exemplar: {
    filteredAttributes: [7, 'KeyValue[]'],
    timeUnixNano: [2, 'fixed64'],
    asDouble: [3, 'double'],
    asInt: [6, 'sfixed64'],
    spanId: [4, 'bytes'],
    traceId: [5, 'bytes'],
  },

  LogsData: { resourceLogs: [1, 'ResourceLogs[]'] },
  ResourceLogs: {
    resource: [1, 'Resource'],
    scopeLogs: [2, 'ScopeLogs[]'],
    schemaUrl: [3, 'string'],
  },
  ScopeLogs: {
    scope: [1, 'InstrumentationScope'],
    logRecords: [2, 'LogRecord[]'],
    schemaUrl: [3, 'string'],
  },
  LogRecord: {
    timeUnixNano: [1, 'fixed64'],
    observedTimeUnixNano: [11, 'fixed64'],
    severityNumber: [2, 'enum'],
    severityText: [3, 'string'],
    body: [5, 'AnyValue'],
    attributes: [6, 'KeyValue[]'],
    droppedAttributesCount: [7, 'uint32'],
    flags: [8, 'fixed32'],
    traceId: [9, 'bytes'],
    spanId: [10, 'bytes'],
    eventName: [12, 'string'],
  },

  ExportTraceServiceRequest: { resourceSpans: [1, 'ResourceSpans[]'] },
  ExportTraceServiceResponse: { partialSuccess: [1, 'ExportTracePartialSuccess'] },
  ExportTracePartialSuccess: { rejectedSpans: [1, 'int64'], errorMessage: [2, 'string'] },
  ExportMetricsServiceRequest: { resourceMetrics: [1, 'ResourceMetrics[]'] },
  ExportMetricsServiceResponse: { partialSuccess: [1, 'ExportMetricsPartialSuccess'] },
  ExportMetricsPartialSuccess: { rejectedDataPoints: [1, 'int64'], errorMessage: [2, 'string'] },
  ExportLogsServiceRequest: { resourceLogs: [1, 'ResourceLogs[]'] },
  ExportLogsServiceResponse: { partialSuccess: [1, 'ExportLogsPartialSuccess'] },
  ExportLogsPartialSuccess: { rejectedLogRecords: [1, 'int64'], errorMessage: [2, 'string'] },

  'google.rpc.Status': { code: [1, 'int32'], message: [2, 'string'], details: [3, 'bytes[]'] },
} as const satisfies Record<string, Record<string, readonly [number: number, type: string]>>;

export type OtlpMessageName = keyof typeof OTLP_MESSAGES;

interface Scalars {
  string: string;
  bytes: Uint8Array;
  bool: boolean;
  double: number;
  enum: number;
  int32: number;
  uint32: number;
  sint32: number;
  fixed32: number;
  int64: bigint;
  uint64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
}

export type OtlpScalar = keyof Scalars;

type Value<T> = T extends `${infer Item}[]`
  ? Value<Item>[]
  : T extends OtlpScalar
    ? Scalars[T]
    : T extends OtlpMessageName
      ? OtlpMessage<T>
      : never;

/**
 * A decoded message under its JSON names. 64-bit integers are `bigint`, ids and bytes `Uint8Array`, enums their numbers.
 * A field that was not sent is absent.
 */
export type OtlpMessage<Name extends OtlpMessageName> = {
  -readonly [
    Field in keyof (typeof OTLP_MESSAGES)[Name]
  ]?: (typeof OTLP_MESSAGES)[Name][Field] extends readonly [number, infer T] ? Value<T> : never;
};

/** One field of a message, ready for the decoders. */
export interface OtlpField {
  readonly name: string;
  readonly number: number;
  readonly isRepeated: boolean;
  /** A scalar type; `message` when the field holds another message, named by `message`. */
  readonly type: OtlpScalar | 'message';
  readonly message?: OtlpMessageName;
}

const SCALARS: ReadonlySet<string> = new Set<OtlpScalar>([
  ...(['string', 'bytes', 'bool', 'double', 'enum', 'int32', 'uint32', 'sint32'] as const),
  ...(['fixed32', 'int64', 'uint64', 'fixed64', 'sfixed64'] as const),
]);

const cache = new Map<OtlpMessageName, readonly OtlpField[]>();

/** The fields of a message, in the order of the table. */
export function otlpFields(name: OtlpMessageName): readonly OtlpField[] {
  let fields = cache.get(name);
  if (!fields) {
    fields = Object.entries(OTLP_MESSAGES[name]).map(([field, [number, type]]) => {
      const isRepeated = type.endsWith('[]');
      const single = isRepeated ? type.slice(0, -2) : type;
      return SCALARS.has(single)
        ? { name: field, number, isRepeated, type: single as OtlpScalar }
        : { name: field, number, isRepeated, type: 'message', message: single as OtlpMessageName };
    });
    cache.set(name, fields);
  }
  return fields;
}
