import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSpan } from '../spans/with-span.ts';
import { AllowListPropagator } from './allow-list-propagator.ts';
import { getBaggage, setBaggage } from './baggage.ts';
import { carrierGetter, carrierSetter } from './carrier.ts';
import { createPropagationPolicy } from './propagation-policy.ts';
import { extractTraceContext, injectTraceContext } from './trace-context.ts';

let t: TestTelemetry;
beforeEach(() => {
  t = createTestTelemetry({ globals: true });
});
afterEach(() => t.dispose());

const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const policy = createPropagationPolicy({
  hosts: ['*.fluxora.internal'],
  baggageKeys: ['fluxora.*'],
});
const spanIdsOf = (extracted: Context) => {
  const spanContext = trace.getSpanContext(extracted);
  return spanContext && [spanContext.traceId, spanContext.spanId];
};

describe('injectTraceContext', () => {
  it('writes the active span onto plain headers, and returns them', () => {
    withSpan('call', (span) => {
      const { traceId, spanId } = span.spanContext();
      const headers: Record<string, string> = { accept: 'text/plain' };
      expect(injectTraceContext(headers)).toBe(headers);
      expect(headers).toEqual({ accept: 'text/plain', traceparent: `00-${traceId}-${spanId}-01` });
    });
  });

  it('writes onto Headers and Maps', () => {
    withSpan('call', () => {
      expect(injectTraceContext(new Headers()).get('traceparent')).toMatch(/^00-/);
      expect(injectTraceContext(new Map()).get('traceparent')).toMatch(/^00-/);
    });
  });

  it('writes nothing for a host that may not know of us', () => {
    withSpan('call', () => {
      expect(injectTraceContext({}, { to: 'https://example.com', policy })).toEqual({});
      expect(injectTraceContext({}, { to: 'not a host', policy })).toEqual({});
      const to = new URL('https://a.fluxora.internal');
      expect(injectTraceContext({}, { to, policy })).toHaveProperty('traceparent');
    });
  });

  it('lets only the listed baggage out, whatever propagator is registered', () => {
    setBaggage({ 'fluxora.tenant': 'acme', 'user.mail': 'a@b.c' }, () => {
      expect(injectTraceContext({}, { policy })).toEqual({ baggage: 'fluxora.tenant=acme' });
      expect(injectTraceContext({})).toEqual({});
    });
  });

  it('survives carriers that refuse, and propagators that throw', () => {
    withSpan('call', () => {
      expect(injectTraceContext(Object.freeze({}))).toEqual({});
      expect(injectTraceContext(null as never)).toBeNull();
      expect(injectTraceContext('text' as never)).toBe('text');
    });
  });
});

describe('extractTraceContext', () => {
  it.each([
    ['plain headers', { traceparent: TRACEPARENT }],
    ['headers in another case', { Traceparent: TRACEPARENT }],
    ['Headers', new Headers({ traceparent: TRACEPARENT })],
    ['a Map', new Map([['traceparent', TRACEPARENT]])],
    ['a Map in another case', new Map([['TraceParent', TRACEPARENT]])],
    ['bytes, as Kafka has them', { traceparent: Buffer.from(TRACEPARENT) }],
    ['a header that came as an array', { traceparent: [TRACEPARENT] }],
  ])('reads %s', (_what, carrier) => {
    expect(spanIdsOf(extractTraceContext(carrier))).toEqual(['a'.repeat(32), 'b'.repeat(16)]);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', TRACEPARENT],
    ['a number', 5],
    ['an empty object', {}],
    ['a broken traceparent', { traceparent: '00-zz-zz-01' }],
    ['ids of zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }],
    ['an object as value', { traceparent: { a: 1 } }],
    ['an inherited header', Object.create({ traceparent: TRACEPARENT })],
    [
      'a carrier that throws',
      new Proxy({}, { get: unreadable, ownKeys: unreadable, has: unreadable }),
    ],
    ['Headers that throw', { get: unreadable, set: unreadable, keys: unreadable }],
  ])('gives the root context for %s', (_what, carrier) => {
    expect(spanIdsOf(extractTraceContext(carrier))).toBeUndefined();
  });

  it('starts from the root, never from a span that happens to be active', () => {
    withSpan('stale', () => {
      expect(extractTraceContext({})).toBe(ROOT_CONTEXT);
      const given = extractTraceContext({}, { context: context.active() });
      expect(given).toBe(context.active());
    });
  });

  it('lets only the listed baggage in', () => {
    const carrier = { baggage: 'fluxora.tenant=acme,user.mail=a%40b.c' };
    const extracted = extractTraceContext(carrier, { policy });
    expect(propagation.getBaggage(extracted)?.getAllEntries()).toEqual([
      ['fluxora.tenant', { value: 'acme' }],
    ]);
    expect(propagation.getBaggage(extractTraceContext(carrier))).toBeUndefined();
  });

  it('never throws, whatever the carrier', () => {
    const value = fc.oneof(fc.string(), fc.constant(TRACEPARENT), fc.anything());
    const carrier = fc.oneof(
      fc.anything(),
      fc.record({ traceparent: value, tracestate: value, baggage: value }),
    );
    fc.assert(
      fc.property(carrier, (garbage) => {
        expect(extractTraceContext(garbage)).toBeDefined();
      }),
    );
  });
});

describe('AllowListPropagator', () => {
  const propagator = new AllowListPropagator(new W3CBaggagePropagator(), policy);
  const withBaggage = (entries: Record<string, string>) =>
    propagation.setBaggage(
      ROOT_CONTEXT,
      propagation.createBaggage(
        Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, { value }])),
      ),
    );

  it('filters baggage in both directions', () => {
    const carrier: Record<string, string> = {};
    const local = withBaggage({ 'fluxora.tenant': 'acme', secret: 'x' });
    propagator.inject(local, carrier, carrierSetter);
    expect(carrier).toEqual({ baggage: 'fluxora.tenant=acme' });
    const extracted = propagator.extract(
      ROOT_CONTEXT,
      { baggage: 'fluxora.site=7,other=1' },
      carrierGetter,
    );
    expect(propagation.getBaggage(extracted)?.getAllEntries()).toHaveLength(1);
  });

  it('leaves baggage alone that did not come from outside', () => {
    const local = withBaggage({ secret: 'x' });
    expect(propagator.extract(local, {}, carrierGetter)).toBe(local);
  });

  it('keeps within the limits of W3C baggage', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`fluxora.k${index}`, 'v']),
    );
    const carrier: Record<string, string> = {};
    propagator.inject(withBaggage(many), carrier, carrierSetter);
    expect(carrier['baggage']?.split(',')).toHaveLength(180);
    const long = { 'fluxora.a': 'x'.repeat(8_000), 'fluxora.b': 'ü'.repeat(100), 'fluxora.c': 'c' };
    propagator.inject(withBaggage(long), carrier, carrierSetter);
    expect(carrier['baggage']?.length).toBeLessThanOrEqual(8_192);
  });

  it('turns into silence what the wrapped propagator throws', () => {
    const broken: TextMapPropagator = {
      inject: unreadable,
      extract: unreadable,
      fields: unreadable,
    };
    const wrapped = new AllowListPropagator(broken);
    const carrier = {};
    wrapped.inject(ROOT_CONTEXT, carrier, carrierSetter);
    expect(carrier).toEqual({});
    expect(wrapped.extract(ROOT_CONTEXT, {}, carrierGetter)).toBe(ROOT_CONTEXT);
    expect(wrapped.fields()).toEqual([]);
    expect(propagator.fields()).toEqual(['baggage']);
  });
});

describe('setBaggage and getBaggage', () => {
  it('holds inside the function and not after it, across awaits', async () => {
    const result = await setBaggage({ 'fluxora.tenant': 'acme', n: 5, on: true }, async () => {
      await Promise.resolve();
      return [getBaggage('fluxora.tenant'), getBaggage('n'), getBaggage('on'), getBaggage('none')];
    });
    expect(result).toEqual(['acme', '5', 'true', undefined]);
    expect(getBaggage('fluxora.tenant')).toBeUndefined();
  });

  it('adds to what is there, and removes what is undefined', () => {
    setBaggage({ a: '1', b: '2' }, () =>
      setBaggage({ b: undefined, c: '3' }, () => {
        expect([getBaggage('a'), getBaggage('b'), getBaggage('c')]).toEqual(['1', undefined, '3']);
      }),
    );
  });

  it('leaves out and counts what cannot be baggage', () => {
    const entries = { 'two words': 'x', '': 'x', n: Number.NaN, o: {}, s: '\ud800', ok: 'ü' };
    setBaggage(
      entries as never,
      () => {
        expect(propagation.getActiveBaggage()?.getAllEntries()).toEqual([['ok', { value: 'ü' }]]);
      },
      { providers: t.providers },
    );
    expect(t.drops.counts()).toEqual([{ signal: 'traces', cause: 'bad_attribute', count: 5 }]);
  });

  it('leaves out and counts what is over the limits', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 'v']));
    setBaggage(
      many,
      () => expect(propagation.getActiveBaggage()?.getAllEntries()).toHaveLength(180),
      { providers: t.providers },
    );
    setBaggage({ huge: 'x'.repeat(9_000) }, () => expect(getBaggage('huge')).toBeUndefined(), {
      providers: t.providers,
    });
    expect(t.drops.counts()).toEqual([{ signal: 'traces', cause: 'oversize', count: 21 }]);
  });

  it('passes through what the function throws, and survives entries that throw', () => {
    const error = new Error('mine');
    expect(() =>
      setBaggage({ a: '1' }, () => {
        throw error;
      }),
    ).toThrow(error);
    const hostile = new Proxy({}, { ownKeys: unreadable });
    expect(setBaggage(hostile, () => 'done')).toBe('done');
  });
});

function unreadable(): never {
  throw new Error('unreadable');
}
