import { groupBy } from './group-by.ts';
import type {
  OtlpReceiver,
  ReceivedRequest,
  TestLog,
  TestMetric,
  TestSpan,
} from '@fluxora/telemetry-testing';
import type { Attributes } from '@opentelemetry/api';
import type { Catalog } from '@fluxora/telemetry-core';
import type { Performance } from './perform.ts';
import type { ServiceExit } from './service.ts';
import { USER_AGENT, type SentRequest } from './traffic/planned-request.ts';

/** What the demo did and what came of it: all that sections print and promises judge. */
export interface Evidence {
  readonly sent: readonly SentRequest[];
  readonly exit: ServiceExit;
  readonly spans: readonly TestSpan[];
  readonly metrics: readonly TestMetric[];
  readonly logs: readonly TestLog[];
  readonly resources: readonly Attributes[];
  /** What those who emit have declared. */
  readonly catalogs: readonly Catalog[];
  readonly deliveries: readonly ReceivedRequest[];
  /** The server spans of a request, found by its user agent. One, when all is well. */
  readonly serverSpans: (requestId: number) => readonly TestSpan[];
  readonly metric: (name: string) => TestMetric | undefined;
}

export function collectEvidence(
  receiver: OtlpReceiver,
  { sent, exit }: Performance,
  catalogs: readonly Catalog[],
): Evidence {
  const spans = receiver.spans();
  const metrics = receiver.metrics();
  const byRequest = groupBy(
    spans.filter((span) => span.kind === 'server'),
    (span) => String(span.attributes['user_agent.original']),
  );
  return {
    sent,
    exit,
    spans,
    metrics,
    logs: receiver.logs(),
    resources: receiver.resources(),
    catalogs,
    deliveries: receiver.requests(),
    serverSpans: (id) => byRequest.get(`${USER_AGENT}${id}`) ?? [],
    metric: (name) => metrics.find((metric) => metric.name === name),
  };
}
