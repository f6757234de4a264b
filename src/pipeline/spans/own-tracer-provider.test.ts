import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Context,
  type Span,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { suppressTracing, TraceState } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import * as fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { SpanSampling } from '../sampler.ts';
import { OwnTracerProvider } from './own-tracer-provider.ts';

const resource = resourceFromAttributes({ 'service.name': 'spans' });

const BY_NAME: Sampler = {
  shouldSample(_context, _traceId, name, _kind, attributes, links) {
    const seen = `${Object.keys(attributes).length} ${links.length}`;
    return {
      decision: name.length % 3,
      ...(name.startsWith('w') && { attributes: { seen, a: 'sampler', odd: Symbol() } }),
      ...(name.endsWith('t') && { traceState: new TraceState('sampler=1') }),
    };
  },
  toString: () => 'ByName',
};

const roots: readonly Sampler[] = [
  new AlwaysOnSampler(),
  new AlwaysOffSampler(),
  new TraceIdRatioBasedSampler(0.5),
];
/** The same sampling as the SDK is told it and as we are. */
const samplings: readonly (readonly [Sampler, SpanSampling])[] = [
  ...roots.map((root) => [root, { kind: 'ratio', root, followsParent: false }] as const),
  ...roots.map(
    (root) =>
      [new ParentBasedSampler({ root }), { kind: 'ratio', root, followsParent: true }] as const,
  ),
  [BY_NAME, { kind: 'custom', sampler: BY_NAME }],
];

const RUNS = 1_500;

const NO_LIMITS = {
  attributeCountLimit: 128,
  attributeValueLengthLimit: Infinity,
  eventCountLimit: 128,
  linkCountLimit: 128,
  attributePerEventCountLimit: 128,
  attributePerLinkCountLimit: 128,
};

// What a program may say, right and wrong.

const circular: unknown[] = [];
circular.push(circular);
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.string({ maxLength: 9 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(undefined, null, 7n, Symbol.iterator, Date, new Date(0), circular),
  fc.constantFrom(new Uint8Array([1, 2, 3, 4]), new Error('no value')),
  fc.array(fc.constantFrom('one', 'two', 3, null, undefined), { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('deep', 5, undefined, 7n)),
);
const key = fc.constantFrom('a', 'b', 'c', 'd', '', 'toString', 'constructor');
const attributes = fc.oneof(
  fc.dictionary(key, value, { maxKeys: 6 }),
  fc.constantFrom(undefined, null, 'text', 5, ['x']),
);
const NOW = Date.UTC(2026, 10, 22, 12);
const time = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: -5_000, max: 5_000 }).map((off) => new Date(NOW + off)),
  fc.double({ min: NOW - 5e3, max: NOW + 5e3, noNaN: true }),
  fc.double({ min: -10, max: 2_000, noNaN: true }),
  fc.tuple(fc.integer({ min: NOW / 1e3 - 9, max: NOW / 1e3 + 9 }), fc.nat({ max: 999_999_999 })),
  fc.constantFrom(null, 'yesterday', [1], {}),
);
const theirs = new TraceState('theirs=2');
// It reads itself when it is first asked, which shows.
theirs.serialize();
const spanContext = fc.record({
  traceId: fc.constantFrom('0af7651916cd43dd8448eb211c80319c', 'f'.repeat(32), '0'.repeat(32), 'x'),
  spanId: fc.constantFrom('b7ad6b7169203331', '0'.repeat(16)),
  traceFlags: fc.constantFrom(0, 1, 3),
  isRemote: fc.constantFrom(true, false, undefined),
  traceState: fc.constantFrom(undefined, theirs),
}) as fc.Arbitrary<SpanContext>;
const link = fc.record({ context: spanContext, attributes });
const links = fc.array(link, { maxLength: 4 });
const parent = fc.oneof(
  fc.record({ of: fc.nat({ max: 5 }) }),
  fc.record({ remote: spanContext }),
  fc.constantFrom({}, { isSuppressed: true }),
);
const options = fc.oneof(
  fc.constant(undefined),
  fc.record(
    {
      kind: fc.integer({ min: 0, max: 4 }),
      attributes,
      links,
      startTime: time,
      root: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);
const name = fc.constantFrom('work', 'wait', 'go', 'rest', 'w');
const thrown = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.record(
    { name, message: fc.string(), code: fc.constantFrom(0, 404, 'EX'), stack: fc.constant('at x') },
    { requiredKeys: [] },
  ),
  fc.constantFrom(undefined, null, 5),
);
const status = fc.record({
  code: fc.integer({ min: 0, max: 2 }),
  message: fc.constantFrom(undefined, 'late', 5, null),
});
const call = (method: string, ...input: fc.Arbitrary<unknown>[]) =>
  fc.record({ of: fc.nat({ max: 5 }), method: fc.constant(method), input: fc.tuple(...input) });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ start: name, options, parent }) },
  call('setAttribute', fc.oneof(key, fc.constantFrom(undefined, 5)), value),
  call('setAttributes', attributes),
  call('addEvent', name, fc.oneof(attributes, time), time),
  call('addLink', link),
  call('addLinks', links),
  call('setStatus', status),
  call('updateName', name),
  call('recordException', thrown, time),
  call('isRecording'),
  call('end', time),
  fc.record({
    pause: fc.double({ min: 0, max: 900, noNaN: true }),
    drift: fc.integer({ min: -9, max: 9 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;
const limits = fc.record({
  attributeCountLimit: fc.constantFrom(0, 1, 3, 128),
  attributeValueLengthLimit: fc.constantFrom(1, 4, Infinity),
  eventCountLimit: fc.constantFrom(0, 1, 2, 128),
  linkCountLimit: fc.constantFrom(0, 1, 2, 128),
  attributePerEventCountLimit: fc.constantFrom(0, 1, 128),
  attributePerLinkCountLimit: fc.constantFrom(0, 1, 128),
});

/** Everything that can be noticed of a program that was run with one of the two providers. */
function run(isOurs: boolean, which: number, given: typeof NO_LIMITS, steps: readonly Step[]) {
  const noticed: string[] = [];
  // As text, at once: it changes afterwards, and values may be part of themselves.
  const note = (...what: unknown[]) => void noticed.push(inspect(what, { depth: 9 }));
  const ended: ReadableSpan[] = [];
  const telemetry = createTestTelemetry();
  const { meterProvider } = telemetry.providers;
  const clock = { wall: NOW, monotonic: 1_000, random: 1 };
  vi.spyOn(Date, 'now').mockImplementation(() => clock.wall);
  vi.spyOn(performance, 'now').mockImplementation(() => clock.monotonic);
  // Both make each 32 bits of an id of one number; within a step it is the same one.
  vi.spyOn(Math, 'random').mockImplementation(() => clock.random / 1_000);
  const say = (level: string) => (message: string, more: unknown) => {
    // The SDK also looks at, and warns of, attributes of spans that are not recorded.
    if (message.startsWith('Invalid attribute')) return;
    note(level, message, more instanceof Error ? more.message : more);
  };
  const logger = {
    error: say('error'),
    warn: say('warn'),
    info: say('info'),
    debug: say('debug'),
    verbose: say('verbose'),
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  const processor: SpanProcessor = {
    onStart: (span, around) => note('start', look(span), trace.getSpan(around)?.spanContext()),
    onEnding(span) {
      note('ending', look(span));
      span.setAttribute('ending', span.isRecording());
    },
    onEnd(span) {
      note('end', look(span));
      ended.push(span);
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const [sampler, sampling] = samplings[which] as (typeof samplings)[number];
  const provider = isOurs
    ? new OwnTracerProvider({
        resource,
        meterProvider,
        sampling,
        limits: given,
        processors: [processor],
      })
    : new TracerProvider({
        resource,
        meterProvider,
        sampler,
        spanLimits: given,
        spanProcessors: [processor],
      });
  const tracer = provider.getTracer('program', '1.0.0', { schemaUrl: 'https://example.org' });
  const spans: Span[] = [];
  for (const each of steps) {
    clock.random += 1;
    if ('pause' in each) {
      clock.monotonic += each.pause;
      clock.wall += Math.trunc(each.pause) + each.drift;
      continue;
    }
    try {
      if ('start' in each) {
        spans.push(
          tracer.startSpan(each.start, each.options as never, contextOf(each.parent, spans)),
        );
        note(spans.at(-1)?.spanContext());
      } else {
        const span = spans[each.of];
        if (span === undefined) continue;
        const result: unknown = (span[each.method as 'end'] as (...input: unknown[]) => void)(
          ...each.input,
        );
        note(result === span ? 'itself' : result);
      }
    } catch (error) {
      note(String(error));
    }
  }
  diag.disable();
  vi.restoreAllMocks();
  const counted = telemetry
    .metrics()
    .filter(({ name: metric }) => metric.startsWith('otel.sdk.span.'))
    .map(({ name: metric, unit, description, scope, points }) => ({
      metric,
      unit,
      description,
      scope: scope.name,
      points: points
        .map(({ attributes: of, value: count }) => `${JSON.stringify(of)} ${count}`)
        .toSorted(),
    }));
  const bytes = JsonTraceSerializer.serializeRequest(ended);
  return {
    sent: JSON.parse(new TextDecoder().decode(bytes)) as unknown,
    noticed,
    counted,
  };
}

function look(span: ReadableSpan) {
  const { attributes: own, duration, ended, endTime, events, kind, links: to, startTime } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount, parentSpanContext } = span;
  const { instrumentationScope, name: called, status: state } = span;
  const times = { duration, ended, endTime, startTime };
  const dropped = { droppedAttributesCount, droppedEventsCount, droppedLinksCount };
  const identity = { called, kind, instrumentationScope, parentSpanContext };
  const isHere = span.resource === resource;
  return { identity, own, events, to, state, times, dropped, isHere, context: span.spanContext() };
}

function contextOf(
  origin: { of?: number; remote?: SpanContext; isSuppressed?: boolean },
  spans: readonly Span[],
): Context {
  if (origin.isSuppressed) return suppressTracing(ROOT_CONTEXT);
  if (origin.remote !== undefined) return trace.setSpanContext(ROOT_CONTEXT, origin.remote);
  const span = origin.of === undefined ? undefined : spans[origin.of];
  return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
}

const program = fc.array(step, { minLength: 1, maxLength: 25 });

describe('our spans', () => {
  it("are those of OpenTelemetry's SDK: to callers, to processors, on the wire and in its metrics", () => {
    fc.assert(
      fc.property(fc.nat({ max: samplings.length - 1 }), limits, program, (which, given, steps) => {
        expect(run(true, which, given, steps)).toEqual(run(false, which, given, steps));
      }),
      { numRuns: RUNS },
    );
  });
});
