import type { TestSpan, TestSpanEvent, TestSpanKind } from '../signals/test-signals.ts';
import { spansOf, type TelemetrySource } from '../signals/telemetry-source.ts';
import { asked, createComparison } from './comparison.ts';
import { search, type Search } from './finding.ts';
import {
  attributeDifferences,
  difference,
  matches,
  show,
  type Expected,
  type ExpectedAttributes,
} from './match-value.ts';

/** What a span must be; whatever is left out may be anything. */
export interface SpanExpectation {
  readonly kind?: TestSpanKind;
  readonly status?: TestSpan['status']['code'];
  readonly statusMessage?: Expected<string>;
  readonly attributes?: ExpectedAttributes;
  readonly resource?: ExpectedAttributes;
  /** Name of the instrumentation scope. */
  readonly scope?: Expected<string>;
  /** Name of the parent span, which must be among the same telemetry; `null` for a root span. */
  readonly parent?: Expected<string> | null;
  readonly traceId?: Expected<string>;
  /** Milliseconds. */
  readonly durationMs?: Expected<number>;
  /** Events that it must have, in any order. */
  readonly events?: readonly { readonly name: string; readonly attributes?: ExpectedAttributes }[];
  /** Spans that it must link to, in any order. */
  readonly links?: readonly { readonly traceId?: string; readonly spanId?: string }[];
}

export function findSpan(
  source: TelemetrySource,
  name: string | RegExp,
  expected: SpanExpectation = {},
): Search<TestSpan> {
  const spans = spansOf(source);
  const candidates = spans
    .filter((span) => matches(span.name, name))
    .map((span) => ({ item: span, differences: differences(span, expected, spans) }));
  const others = spans.map((span) => `span ${show(span.name)} (${span.kind})`);
  return search(`span ${show(name)}${asked(expected)}`, candidates, others);
}

function differences(
  span: TestSpan,
  expected: SpanExpectation,
  spans: readonly TestSpan[],
): string[] {
  const { found, compare, compareResource } = createComparison();
  compare('kind', span.kind, expected.kind);
  compare('status', span.status.code, expected.status);
  compare('status message', span.status.message, expected.statusMessage);
  compare('scope', span.scope.name, expected.scope);
  compare('traceId', span.traceId, expected.traceId);
  compare('durationMs', span.durationMs, expected.durationMs);
  found.push(...attributeDifferences(span.attributes, expected.attributes ?? {}));
  compareResource(span.resource, expected.resource);
  found.push(...parentDifferences(span, expected.parent, spans));
  found.push(...eventDifferences(span.events, expected.events ?? []));
  for (const wanted of expected.links ?? []) {
    const isThere = span.links.some(
      (link) =>
        link.traceId === (wanted.traceId ?? link.traceId) &&
        link.spanId === (wanted.spanId ?? link.spanId),
    );
    if (!isThere) found.push(`no link to ${show(wanted)} among ${span.links.length}`);
  }
  return found;
}

function parentDifferences(
  span: TestSpan,
  expected: SpanExpectation['parent'],
  spans: readonly TestSpan[],
): string[] {
  if (expected === undefined) return [];
  if (expected === null) {
    return span.parentSpanId ? [`it has a parent (${span.parentSpanId}), expected none`] : [];
  }
  if (!span.parentSpanId) return [`it has no parent, expected ${show(expected)}`];
  const parent = spans.find(
    (each) => each.spanId === span.parentSpanId && each.traceId === span.traceId,
  );
  if (!parent)
    return [`its parent ${span.parentSpanId} has not arrived, expected ${show(expected)}`];
  return matches(parent.name, expected) ? [] : [difference('parent', parent.name, expected)];
}

function eventDifferences(
  events: readonly TestSpanEvent[],
  expected: NonNullable<SpanExpectation['events']>,
): string[] {
  return expected.flatMap((wanted) => {
    const named = events.filter((event) => event.name === wanted.name);
    if (named.length === 0) {
      const names = events.map((event) => show(event.name)).join(', ') || 'none';
      return [`no span event ${show(wanted.name)}, there are: ${names}`];
    }
    const nearest = named
      .map((event) => attributeDifferences(event.attributes, wanted.attributes ?? {}))
      .toSorted((a, b) => a.length - b.length)[0];
    return (nearest ?? []).map((text) => `span event ${show(wanted.name)}: ${text}`);
  });
}
