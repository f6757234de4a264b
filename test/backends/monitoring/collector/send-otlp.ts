/** A span of OTLP's JSON, as much of it as these tests need. */
export interface SpanToSend {
  readonly traceId: string;
  readonly name: string;
  readonly durationMs?: number;
  readonly failed?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface RecordToSend {
  readonly body: string;
  readonly eventName?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

const RESOURCE = { attributes: toKeyValues({ 'service.name': 'forecast-api' }) };

export async function sendSpans(url: string, spans: readonly SpanToSend[]): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  await post(`${url}/v1/traces`, {
    resourceSpans: [
      {
        resource: RESOURCE,
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: spans.map((span, index) => ({
              traceId: span.traceId,
              spanId: String(index + 1).padStart(16, '0'),
              name: span.name,
              kind: 2,
              startTimeUnixNano: String(now - BigInt(span.durationMs ?? 1) * 1_000_000n),
              endTimeUnixNano: String(now),
              attributes: toKeyValues(span.attributes),
              status: span.failed === true ? { code: 2 } : {},
            })),
          },
        ],
      },
    ],
  });
}

export async function sendRecords(url: string, records: readonly RecordToSend[]): Promise<void> {
  await post(`${url}/v1/logs`, {
    resourceLogs: [
      {
        resource: RESOURCE,
        scopeLogs: [
          {
            scope: { name: 'test' },
            logRecords: records.map(({ body, eventName, attributes }) => ({
              timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
              severityNumber: 9,
              body: { stringValue: body },
              ...(eventName !== undefined && { eventName }),
              attributes: toKeyValues(attributes),
            })),
          },
        ],
      },
    ],
  });
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer}`);
}

function toKeyValues(attributes: Readonly<Record<string, string>> = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
}
