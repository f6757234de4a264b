import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollectorWith } from '../../support/collector-with.ts';
import { freePorts } from '../../support/free-ports.ts';

export interface OtlpSink extends AsyncDisposable {
  /** What the generated Collector reads to find its stores of traces and records here. */
  readonly env: Readonly<Record<string, string>>;
  spans(): readonly Span[];
  records(): readonly LogRecord[];
}

export interface Span {
  readonly traceId: string;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface LogRecord {
  readonly body: string;
  readonly severityNumber: number | undefined;
  readonly severityText: string | undefined;
  readonly timeUnixNano: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly eventName: string | undefined;
  readonly scope: string | undefined;
  readonly attributes: Attributes;
  readonly resource: Attributes;
}

type Attributes = Readonly<Record<string, unknown>>;

/** Stands in for Tempo and Loki: another Collector, which takes OTLP as they do and writes down what it got. */
export async function startOtlpSink(ports?: readonly number[]): Promise<OtlpSink> {
  const [http = 0, grpc = 0, health = 0] = ports ?? (await freePorts(3));
  const directory = mkdtempSync(join(tmpdir(), 'otlp-sink-'));
  const output = join(directory, 'output.jsonl');
  const configFile = join(directory, 'sink.yaml');
  const at = (port: number): string => `127.0.0.1:${port}`;
  const pipeline = { receivers: ['otlp'], exporters: ['file'] };
  writeFileSync(
    configFile,
    JSON.stringify({
      receivers: {
        otlp: { protocols: { http: { endpoint: at(http) }, grpc: { endpoint: at(grpc) } } },
      },
      exporters: { file: { path: output, flush_interval: '100ms' } },
      extensions: { health_check: { endpoint: at(health) } },
      service: {
        extensions: ['health_check'],
        pipelines: { traces: pipeline, logs: pipeline },
        telemetry: { metrics: { level: 'none' } },
      },
    }),
  );
  const collector = await startCollectorWith({
    configFile,
    env: {},
    healthUrl: `http://${at(health)}/`,
  });
  const lines = (): Written[] =>
    existsSync(output)
      ? readFileSync(output, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Written)
      : [];
  return {
    env: { TEMPO_ENDPOINT: at(grpc), LOKI_OTLP_URL: `http://${at(http)}/v1/logs` },
    spans: () =>
      lines().flatMap(({ resourceSpans = [] }) =>
        resourceSpans.flatMap(({ scopeSpans }) =>
          scopeSpans.flatMap(({ spans }) =>
            spans.map((span) => ({ ...span, attributes: toAttributes(span.attributes) })),
          ),
        ),
      ),
    records: () =>
      lines().flatMap(({ resourceLogs = [] }) =>
        resourceLogs.flatMap(({ resource, scopeLogs }) =>
          scopeLogs.flatMap(({ scope, logRecords }) =>
            logRecords.map((record) => ({
              body: record.body?.stringValue ?? '',
              severityNumber: record.severityNumber,
              severityText: record.severityText,
              timeUnixNano: record.timeUnixNano,
              traceId: record.traceId,
              spanId: record.spanId,
              eventName: record.eventName,
              scope: scope?.name,
              attributes: toAttributes(record.attributes),
              resource: toAttributes(resource.attributes),
            })),
          ),
        ),
      ),
    async [Symbol.asyncDispose]() {
      await collector.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type KeyValues = readonly {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}[];

interface Written {
  readonly resourceSpans?: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly name: string;
        readonly attributes?: KeyValues;
      }[];
    }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly resource: { readonly attributes?: KeyValues };
    readonly scopeLogs: readonly {
      readonly scope?: { readonly name?: string };
      readonly logRecords: readonly {
        readonly body?: { readonly stringValue?: string };
        readonly severityNumber?: number;
        readonly severityText?: string;
        readonly timeUnixNano?: string;
        readonly traceId?: string;
        readonly spanId?: string;
        readonly eventName?: string;
        readonly attributes?: KeyValues;
      }[];
    }[];
  }[];
}

function toAttributes(list: KeyValues = []): Attributes {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}
