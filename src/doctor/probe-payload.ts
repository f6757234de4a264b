import { createRequire } from 'node:module';
import { SeverityNumber } from '@opentelemetry/api';
import { createInstruments, type SignalType } from '@fluxora/telemetry-core';
import type * as OtlpTransformer from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Settings } from '../options/settings.ts';
import { createResource } from '../resource/create-resource.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { doctorCatalog } from './catalog.ts';

/** What a collector answered to a batch it took: how many items it refused, and why. */
interface PartialAnswer {
  readonly rejected: number;
  readonly message: string;
}

export interface ProbePayload {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Undefined when everything was taken. Throws when the bytes are no OTLP answer. */
  parseAnswer(body: Uint8Array): PartialAnswer | undefined;
}

type Format = 'http/protobuf' | 'http/json';

/**
 * One real span, one metric and one log record, made by the SDK under the identity of this service, as the exporters would
 * send them.
 */
export async function createProbePayloads(
  settings: Settings,
): Promise<(signal: SignalType, format: Format) => ProbePayload> {
  const resource = createResource(settings);
  const [span, metrics, log] = [
    makeSpan(resource),
    await makeMetrics(resource),
    makeLogRecord(resource),
  ];
  const otlp = createRequire(import.meta.url)(
    '@opentelemetry/otlp-transformer',
  ) as typeof OtlpTransformer;
  return (signal, format) => {
    const isJson = format === 'http/json';
    if (signal === 'traces') {
      const serializer = isJson ? otlp.JsonTraceSerializer : otlp.ProtobufTraceSerializer;
      return toPayload(serializer, [span], format, ({ partialSuccess }) => ({
        rejected: partialSuccess?.rejectedSpans,
        message: partialSuccess?.errorMessage,
      }));
    }
    if (signal === 'metrics') {
      const serializer = isJson ? otlp.JsonMetricsSerializer : otlp.ProtobufMetricsSerializer;
      return toPayload(serializer, metrics, format, ({ partialSuccess }) => ({
        rejected: partialSuccess?.rejectedDataPoints,
        message: partialSuccess?.errorMessage,
      }));
    }
    const serializer = isJson ? otlp.JsonLogsSerializer : otlp.ProtobufLogsSerializer;
    return toPayload(serializer, [log], format, ({ partialSuccess }) => ({
      rejected: partialSuccess?.rejectedLogRecords,
      message: partialSuccess?.errorMessage,
    }));
  };
}

function toPayload<Batch, Response>(
  serializer: {
    serializeRequest(batch: Batch): Uint8Array | undefined;
    deserializeResponse(body: Uint8Array): Response;
  },
  batch: Batch,
  format: Format,
  read: (response: Response) => { rejected: unknown; message: string | undefined },
): ProbePayload {
  return {
    body: serializer.serializeRequest(batch) ?? new Uint8Array(),
    contentType: format === 'http/json' ? 'application/json' : 'application/x-protobuf',
    parseAnswer(body) {
      if (body.length === 0) return undefined;
      // Upstream's JSON reader takes anything for an empty answer.
      if (format === 'http/json') JSON.parse(Buffer.from(body).toString('utf8'));
      const { rejected, message } = read(serializer.deserializeResponse(body));
      // 64-bit counts may come as text (JSON) or as an object (protobuf); both know how to become a number.
      const answer = { rejected: Number(rejected ?? 0), message: message ?? '' };
      return answer.rejected > 0 || answer.message !== '' ? answer : undefined;
    },
  };
}

type Resource = ReturnType<typeof createResource>;

function makeSpan(resource: Resource): ReadableSpan {
  const { TracerProvider, AlwaysOnSampler } = sdk.trace();
  const provider = new TracerProvider({ resource, sampler: new AlwaysOnSampler() });
  const span = provider
    .getTracer(doctorCatalog.name, doctorCatalog.version)
    .startSpan(doctorCatalog.signals.probe.name);
  span.end();
  return span as unknown as ReadableSpan;
}

async function makeMetrics(resource: Resource): Promise<ResourceMetrics> {
  const { MeterProvider, MetricReader } = sdk.metrics();
  class Reader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  const reader = new Reader();
  const meterProvider = new MeterProvider({ resource, readers: [reader] });
  createInstruments(doctorCatalog, { meterProvider }).probes.add(1, {});
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics;
}

function makeLogRecord(resource: Resource): ReadableLogRecord {
  const { LoggerProvider } = sdk.logs();
  const records: ReadableLogRecord[] = [];
  const provider = new LoggerProvider({
    resource,
    processors: [
      {
        onEmit: (record) => void records.push(record),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  provider.getLogger(doctorCatalog.name, doctorCatalog.version).emit({
    eventName: doctorCatalog.signals.probed.name,
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: 'fluxora-telemetry doctor: test record',
  });
  const [record] = records;
  if (!record) throw new Error('the SDK made no log record');
  return record;
}
