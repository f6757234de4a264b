import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import {
  createPropagationPolicy,
  Notices,
  propagationPolicy,
  setPropagationPolicy,
} from '@fluxora/telemetry-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Environment } from '../options/environment.ts';
import { resolveSettings } from '../options/resolve-settings.ts';
import { createPropagator } from './propagator.ts';

const before = propagationPolicy();
const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  setPropagationPolicy(createPropagationPolicy({ baggageKeys: ['tenant'] }));
});
afterEach(() => setPropagationPolicy(before));

function create(names?: string) {
  const env = new Environment(names === undefined ? {} : { OTEL_PROPAGATORS: names });
  return createPropagator(resolveSettings({}, env, {}), new Notices((line) => lines.push(line)));
}

function injectWith(names?: string): Record<string, string> {
  const carrier: Record<string, string> = {};
  const span = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  });
  const baggage = propagation.createBaggage({ tenant: { value: '7' }, secret: { value: 'x' } });
  create(names)?.inject(propagation.setBaggage(span, baggage), carrier, defaultTextMapSetter);
  return carrier;
}

describe('createPropagator', () => {
  it('speaks W3C trace context, and baggage as far as its keys are allowed', () => {
    expect(injectWith()).toEqual({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      baggage: 'tenant=7',
    });
  });

  it('takes in only the baggage that is allowed', () => {
    const extracted = create()?.extract(
      context.active(),
      { baggage: 'tenant=7,secret=x' },
      defaultTextMapGetter,
    );

    expect(propagation.getBaggage(extracted ?? ROOT_CONTEXT)?.getAllEntries()).toEqual([
      ['tenant', { value: '7' }],
    ]);
  });

  it.each([
    ['b3', ['b3']],
    ['b3multi', ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid']],
    ['tracecontext', ['traceparent']],
    ['none', []],
  ])('speaks %s on request', (names, headers) => {
    expect(
      Object.keys(injectWith(names))
        .map((name) => name.toLowerCase())
        .toSorted(),
    ).toEqual(headers);
  });

  it('says which names it does not know, and goes on with the others', () => {
    expect(Object.keys(injectWith('tracecontext,jaeger'))).toEqual(['traceparent']);
    expect(lines).toEqual([
      'telemetry/environment: OTEL_PROPAGATORS names "jaeger", which is not known. Use tracecontext, baggage, b3, b3multi or none.',
    ]);
  });
});
