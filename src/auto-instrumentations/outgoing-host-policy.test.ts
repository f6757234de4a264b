import { createPropagationPolicy, setPropagationPolicy } from '@fluxora/telemetry-core';
import {
  context,
  defaultTextMapSetter,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  trace,
  type Span,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutgoingHostPropagator, withHostPolicy } from './outgoing-host-policy.ts';

const delegate: TextMapPropagator = {
  inject: (_context, carrier, setter) => setter.set(carrier, 'traceparent', 'yes'),
  extract: (from) => from,
  fields: () => ['traceparent'],
};
const propagator = new OutgoingHostPropagator(delegate);

beforeEach(() =>
  setPropagationPolicy(createPropagationPolicy({ hosts: ['*.fluxora.internal', '[::1]'] })),
);
afterEach(() => setPropagationPolicy(createPropagationPolicy()));

/** What instrumentation-http 0.300 does between its hook and the request. */
function sendHttp(request: Record<string, unknown>, settings = {}) {
  const { startOutgoingSpanHook } = withHostPolicy(
    '@opentelemetry/instrumentation-http',
    settings,
  ) as {
    startOutgoingSpanHook: (request: object) => object;
  };
  const attributes = startOutgoingSpanHook(request);
  const headers: Record<string | symbol, unknown> = { ...(request['headers'] as object) };
  propagator.inject(ROOT_CONTEXT, headers, defaultTextMapSetter);
  return { headers, attributes };
}

/** What instrumentation-undici 0.34 does between its hook and the request. */
function sendUndici(origin: string, settings = {}) {
  const { requestHook } = withHostPolicy('@opentelemetry/instrumentation-undici', settings) as {
    requestHook: (span: Span, request: object) => void;
  };
  const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  requestHook(span, { origin });
  const headers: Record<string, unknown> = {};
  propagator.inject(trace.setSpan(ROOT_CONTEXT, span), headers, defaultTextMapSetter);
  return headers;
}

describe('node:http', () => {
  test.each([
    { hostname: 'prices.fluxora.internal', port: 8080 },
    { host: 'prices.fluxora.internal', protocol: 'https:' },
    { hostname: '::1', port: '4318' },
  ])('an allowed host gets trace context: %j', (request) => {
    expect(sendHttp(request).headers).toEqual({ traceparent: 'yes' });
  });

  test.each([{ hostname: 'api.weather.example' }, { host: 'fluxora.internal.example' }, {}])(
    'any other host gets none: %j',
    (request) => {
      const { headers } = sendHttp({ ...request, headers: { accept: 'text/csv' } });

      expect(Reflect.ownKeys(headers)).toEqual(['accept']);
    },
  );

  test("leaves the caller's headers object alone", () => {
    const headers = { accept: 'text/csv' };
    sendHttp({ hostname: 'api.weather.example', headers });

    expect(Reflect.ownKeys(headers)).toEqual(['accept']);
  });

  test("runs the user's hook and keeps its attributes", () => {
    const startOutgoingSpanHook = () => ({ site: 'north' });

    expect(sendHttp({ hostname: 'x.example' }, { startOutgoingSpanHook }).attributes).toEqual({
      site: 'north',
    });
  });
});

describe('undici and fetch', () => {
  test('an allowed host gets trace context', () => {
    expect(sendUndici('https://prices.fluxora.internal')).toEqual({ traceparent: 'yes' });
  });

  test('any other host gets none', () => {
    expect(sendUndici('https://api.weather.example')).toEqual({});
  });

  test("runs the user's hook", () => {
    const seen: unknown[] = [];
    sendUndici('https://api.weather.example', {
      requestHook: (_span: Span, request: object) => seen.push(request),
    });

    expect(seen).toEqual([{ origin: 'https://api.weather.example' }]);
  });
});

test.each([
  ['@opentelemetry/instrumentation-http', 'ignoreOutgoingRequestHook'],
  ['@opentelemetry/instrumentation-undici', 'ignoreRequestHook'],
])("%s: the user's %s still decides", (name, hook) => {
  const ignore = withHostPolicy(name, {
    [hook]: (request: { path: string }) => request.path === '/health',
  })[hook] as (request: object) => boolean;

  expect(context.active()).toBe(ROOT_CONTEXT);
  expect(ignore({ path: '/health' })).toBe(true);
  expect(ignore({ path: '/prices' })).toBe(false);
});

test('other instrumentations keep their settings', () => {
  const settings = { enabled: true };

  expect(withHostPolicy('@opentelemetry/instrumentation-pg', settings)).toBe(settings);
});

test('everything else passes to the propagator inside', () => {
  expect(propagator.fields()).toEqual(['traceparent']);
  expect(propagator.extract(ROOT_CONTEXT, {}, { keys: () => [], get: () => undefined })).toBe(
    ROOT_CONTEXT,
  );
});
