import { createNoopMeter, SpanKind, trace, ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { createTalliedMeterProvider } from './tallied-meter-provider.ts';

function pointsOf(wrap: boolean) {
  const telemetry = createTestTelemetry();
  const { meterProvider } = telemetry.providers;
  const provider = new TracerProvider({
    meterProvider: wrap ? createTalliedMeterProvider(meterProvider) : meterProvider,
    spanProcessors: [],
  });
  const tracer = provider.getTracer('test');
  const remote = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
  tracer.startSpan('one', { kind: SpanKind.SERVER }, remote).end();
  const parent = tracer.startSpan('two', {}, ROOT_CONTEXT);
  tracer.startSpan('three', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
  return telemetry
    .metrics()
    .filter(({ name }) => name.startsWith('otel.sdk.span.'))
    .map(({ name, unit, description, scope, points }) => ({
      name,
      unit,
      description,
      scope: scope.name,
      points: points.map(({ attributes, value }) => ({ attributes, value })),
    }));
}

test('gives the metrics that the SDK would have kept itself: names, units, attributes and values', () => {
  const tallied = pointsOf(true);
  expect(tallied.map(({ name }) => name)).toEqual(['otel.sdk.span.started', 'otel.sdk.span.live']);
  expect(tallied[0]?.points).toHaveLength(3);
  expect(tallied).toEqual(pointsOf(false));
});

test('adds up across spans, and live spans come back to zero', () => {
  const telemetry = createTestTelemetry();
  const { meterProvider } = telemetry.providers;
  const tracer = new TracerProvider({
    meterProvider: createTalliedMeterProvider(meterProvider),
    spanProcessors: [],
  }).getTracer('test');
  for (let i = 0; i < 5; i += 1) tracer.startSpan('x', {}, ROOT_CONTEXT).end();
  const [started, live] = telemetry.metrics();
  expect(started?.points.map(({ value }) => value)).toEqual([5]);
  expect(live?.points.map(({ value }) => value)).toEqual([0]);
});

test('leaves the meter alone that the API gives to everybody who has no SDK', () => {
  createTalliedMeterProvider({ getMeter: () => createNoopMeter() })
    .getMeter('sdk')
    .createCounter('counted');

  expect(Object.keys(createNoopMeter())).toEqual([]);
});
