import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { suppressTracing, TraceState, W3CTraceContextPropagator } from '@opentelemetry/core';
import { createNoopMeter } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnTracerProvider } from './spans/own-tracer-provider.ts';
import { TraceContextPropagator } from './trace-context-propagator.ts';

const both = [new TraceContextPropagator(), new W3CTraceContextPropagator()];

/** Nearly a `traceparent`. */
const header = fc
  .tuple(
    fc.constantFrom('00', '01', 'ff', '0', ' 00'),
    fc.constantFrom(
      '0af7651916cd43dd8448eb211c80319c',
      '0'.repeat(32),
      'A'.repeat(32),
      'g'.repeat(32),
    ),
    fc.constantFrom('b7ad6b7169203331', '0'.repeat(16), 'f'.repeat(15)),
    fc.constantFrom('00', '01', '03', 'ff', '0', '01-more', '0x', '01 '),
  )
  .map((parts) => parts.join('-'));
const headers = fc.record(
  {
    traceparent: fc.oneof({ weight: 9, arbitrary: header }, fc.constantFrom('', ['x'], 5, null)),
    tracestate: fc.constantFrom('a=1', '', 'a=1,b=2'),
  },
  { requiredKeys: [] },
);

describe('TraceContextPropagator', () => {
  it("reads what OpenTelemetry's propagator reads", () => {
    fc.assert(
      fc.property(headers, (carrier) => {
        const [ours, theirs] = both.map((propagator) => {
          const found = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
          const { traceState, ...ids } = trace.getSpanContext(found) ?? {};
          return { ...ids, state: traceState?.serialize() };
        });
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['sampled', new AlwaysOnSampler()],
    ['not sampled', new AlwaysOffSampler()],
  ])('writes what it writes, of spans that are %s', (_, root) => {
    const tracer = new OwnTracerProvider({
      resource: resourceFromAttributes({}),
      sampling: { kind: 'ratio', root, followsParent: true },
      limits: {
        attributeCountLimit: 1,
        attributeValueLengthLimit: 1,
        eventCountLimit: 1,
        linkCountLimit: 1,
        attributePerEventCountLimit: 1,
        attributePerLinkCountLimit: 1,
      },
      meterProvider: { getMeter: () => createNoopMeter() },
      processors: [],
    }).getTracer('propagation');
    const remote = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
      traceState: new TraceState('a=1'),
    });
    const contexts = [ROOT_CONTEXT, remote].flatMap((around) => {
      const context = trace.setSpan(around, tracer.startSpan('send', {}, around));
      return [around, context, suppressTracing(context)];
    });
    for (const context of contexts) {
      const [ours, theirs] = both.map((propagator) => {
        const carrier: Record<string, string> = {};
        propagator.inject(context, carrier, defaultTextMapSetter);
        return carrier;
      });
      expect(ours).toEqual(theirs);
    }
  });
});
