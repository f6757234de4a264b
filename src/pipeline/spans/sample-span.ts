import {
  type Attributes,
  type Context,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanOptions,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { SpanParts } from './span-parts.ts';

/** OpenTelemetry's `SamplingDecision`. */
export const DROP = 0;
export const RECORD_AND_SAMPLE = 2;

/** What becomes of a span, and what it begins with if it is recorded. */
export interface SampledSpan {
  /** 0: not recorded, 1: recorded, 2: sent as well. */
  readonly decision: number;
  readonly traceState: TraceState | undefined;
  /** Not checked yet. */
  readonly attributes: Attributes | undefined;
  /** How many attributes were dropped already. */
  readonly droppedAttributes: number;
  readonly links: Link[];
}

/** What is about to begin. */
export interface SpanPlan {
  readonly around: Context;
  readonly parent: SpanContext | undefined;
  readonly traceId: string;
  readonly name: string;
  readonly kind: SpanKind;
}

export function sampleSpan(parts: SpanParts, plan: SpanPlan, options: SpanOptions): SampledSpan {
  const { sampling } = parts;
  const { parent } = plan;
  if (sampling.kind === 'custom') return askSampler(parts, sampling.sampler, plan, options);
  const decision =
    parent !== undefined && sampling.followsParent
      ? (parent.traceFlags & TraceFlags.SAMPLED) === 0
        ? DROP
        : RECORD_AND_SAMPLE
      : sampling.root.shouldSample(plan.around, plan.traceId, plan.name, plan.kind, {}, [])
          .decision;
  return {
    decision,
    traceState: parent?.traceState,
    attributes: options.attributes,
    droppedAttributes: 0,
    links: decision === DROP ? [] : parts.cleanLinks(options.links),
  };
}

/** Shows a sampler what the span would have, as checked by OpenTelemetry's own functions; adds what it gives. */
function askSampler(
  parts: SpanParts,
  sampler: Sampler,
  { around, kind, name, parent, traceId }: SpanPlan,
  options: SpanOptions,
): SampledSpan {
  const { attributes = {}, droppedAttributesCount = 0 } = parts.core.cleanAttributes(
    options.attributes,
    UNLIMITED,
  );
  const links = parts.cleanLinks(options.links);
  const result = sampler.shouldSample(around, traceId, name, kind, attributes, links);
  return {
    decision: result.decision,
    traceState: result.traceState ?? parent?.traceState,
    attributes: Object.assign(attributes, result.attributes),
    droppedAttributes: droppedAttributesCount,
    links,
  };
}

const UNLIMITED = { attributeCountLimit: Infinity, attributeValueLengthLimit: Infinity };
