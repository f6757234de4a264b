import type { FlushReport } from '@fluxora/telemetry';
import type { SignalType } from '@fluxora/telemetry-core';
import {
  decodePayload,
  type OtlpPayload,
} from '../../../packages/testing/src/receiver/received-request.ts';
import { startCollector } from './collector.ts';
import { metricSum, type Sample } from './prometheus-text.ts';
import { startRecordingProxy, type Exchange } from './recording-proxy.ts';
import { checkBodies, type SchemaVerdict } from './schema-check.ts';

const SIGNALS = ['traces', 'metrics', 'logs'] as const satisfies readonly SignalType[];

/** What OTLP and the Collector call the items of each signal. */
const ITEMS = { traces: 'spans', metrics: 'metric_points', logs: 'log_records' } as const;

const KEYS = { traces: 'resourceSpans', metrics: 'resourceMetrics', logs: 'resourceLogs' } as const;

/** One signal's items, counted by everybody who saw them. All equal when nothing went wrong. */
export interface Counts {
  /** By the service, in its report. */
  readonly reported: number;
  /** On the wire, decoded by the official schema. */
  readonly sent: number;
  /** By the Collector's receiver. */
  readonly accepted: number;
  /** In what the Collector wrote. */
  readonly written: number;
}

export interface ThroughCollector {
  readonly exchanges: readonly Exchange[];
  readonly counts: Readonly<Record<SignalType, Counts>>;
  /** What the Collector refused or failed to take; 0 when all is well. */
  readonly refused: number;
  /** Problems of the bodies sent, of the answers, and of what the Collector wrote. */
  readonly problems: readonly string[];
  /** What the Collector wrote, one by one, decoded from its JSON. */
  readonly written: readonly OtlpPayload[];
}

/** Runs a program whose telemetry goes to a real Collector, and counts what came through. */
export async function runThroughCollector(
  program: (endpoint: string) => Promise<FlushReport>,
): Promise<ThroughCollector> {
  await using collector = await startCollector();
  await using proxy = await startRecordingProxy(collector.url);
  const report = await program(proxy.url);
  const own = await collector.settledMetrics();
  const lines = await collector.stop();

  const { exchanges } = proxy;
  const sent = exchanges.map(({ signal, format, requestBody: body }) => ({
    signal,
    verdict: check({ signal, format, body, direction: 'request' }),
  }));
  const answers = exchanges.map(({ signal, format, responseBody: body }) =>
    check({ signal, format, body, direction: 'response' }),
  );
  const written = lines.map((line) => {
    const signal = signalOf(line);
    const body = Buffer.from(line);
    return { signal, verdict: check({ signal, body, format: 'json', direction: 'request' }) };
  });
  return {
    exchanges,
    counts: countBySignal((signal) => ({
      reported: report[signal].exported,
      sent: countItems(sent, signal),
      accepted: metricSum(own, `otelcol_receiver_accepted_${ITEMS[signal]}`),
      written: countItems(written, signal),
    })),
    refused: refusedItems(own),
    problems: [
      ...sent.map(({ verdict }) => verdict),
      ...answers,
      ...written.map((w) => w.verdict),
    ].flatMap((verdict) => verdict.problems),
    written: lines.map((line) =>
      decodePayload(signalOf(line), 'application/json', Buffer.from(line)),
    ),
  };
}

/** Each line that the Collector writes is an export request of one signal. */
function signalOf(line: string): SignalType {
  const signal = SIGNALS.find((name) => line.startsWith(`{"${KEYS[name]}"`));
  if (!signal) throw new Error(`the Collector wrote a line of no signal: ${line.slice(0, 200)}`);
  return signal;
}

function check(input: Parameters<typeof checkBodies>[0][number]): SchemaVerdict {
  const [verdict] = checkBodies([input]);
  if (!verdict) throw new Error('the schema checker gave no verdict');
  return verdict;
}

function countBySignal(countsOf: (signal: SignalType) => Counts): Record<SignalType, Counts> {
  return { traces: countsOf('traces'), metrics: countsOf('metrics'), logs: countsOf('logs') };
}

function countItems(
  bodies: readonly { readonly signal: SignalType; readonly verdict: SchemaVerdict }[],
  signal: SignalType,
): number {
  return bodies
    .filter((body) => body.signal === signal)
    .reduce((sum, { verdict }) => sum + (verdict.items[ITEMS[signal]] ?? 0), 0);
}

function refusedItems(samples: readonly Sample[]): number {
  return Object.values(ITEMS)
    .flatMap((items) => [
      `otelcol_receiver_refused_${items}`,
      `otelcol_receiver_failed_${items}`,
      `otelcol_exporter_send_failed_${items}`,
    ])
    .reduce((sum, name) => sum + metricSum(samples, name), 0);
}
