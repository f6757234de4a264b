import { TraceFlags, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { formatSpan } from '../../console-output/format-span.ts';
import { createExporter } from '../../export/create-exporters.ts';
import { zipkinTarget } from '../../export/export-target.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import { createRedactingSpanProcessor } from '../redaction.ts';
import { createSampling } from '../sampler.ts';
import { OwnTracerProvider } from '../spans/own-tracer-provider.ts';
import { createOutlets, type Outlet } from './outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { createPrintingOutlet } from './printing-outlet.ts';
import { createQueuedOutlet } from './queued-outlet.ts';

/** Traces: our own spans, within the limits and to the exporters of the SDK. */
export function createTraces(
  parts: PipelineParts,
  account: SignalAccount,
  selfMetrics: MeterProvider,
): { provider: TracerProvider; outlets: Outlet<SpanProcessor>[] } {
  const { settings, resource } = parts;
  const { batch, limits, otlp, sampler, exporters } = settings.traces;
  const outlets = createOutlets(exporters, account, (name, books) =>
    name === 'console'
      ? createPrintingOutlet(books, parts.print, formatSpan, toSpanProcessor)
      : createQueuedOutlet({
          ...parts,
          createExporter: () => createExporter.traces(name, otlp, batch, selfMetrics),
          target: name === 'zipkin' ? zipkinTarget() : otlp,
          batch,
          account: books,
          selfMetrics,
          createEntry: toSpanProcessor,
        }),
  );
  const provider = new OwnTracerProvider({
    resource,
    sampling: createSampling(sampler, parts.notices),
    meterProvider: selfMetrics,
    limits: {
      attributeCountLimit: limits.attributeCount,
      attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
      eventCountLimit: limits.eventCount,
      linkCountLimit: limits.linkCount,
      attributePerEventCountLimit: limits.attributesPerEvent,
      attributePerLinkCountLimit: limits.attributesPerLink,
    },
    processors: [
      createRedactingSpanProcessor(settings.redact),
      ...outlets.map(({ entry }) => entry),
    ],
  });
  return { provider, outlets };
}

/** Recorded but not sampled spans go nowhere. Flush and shutdown are the outlet's, which the SDK's providers bound with timers. */
function toSpanProcessor(add: (span: ReadableSpan) => void): SpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) add(span);
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
