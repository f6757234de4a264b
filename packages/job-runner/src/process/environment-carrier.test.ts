import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { jobContext } from '../carrier/job-context.ts';
import { carrierEnvironment, environmentCarrier } from './environment-carrier.ts';

test('carries the active context into an environment and out of it again', () => {
  using t = createTestTelemetry({ globals: true });
  t.providers.tracerProvider.getTracer('x').startActiveSpan('train', (span) => {
    const env = carrierEnvironment({
      env: { PATH: '/bin', TRACEPARENT: 'stale', BAGGAGE: 'stale' },
    });
    const { spanId, traceId } = span.spanContext();
    expect(env).toMatchObject({ PATH: '/bin', TRACEPARENT: `00-${traceId}-${spanId}-01` });
    expect(env).not.toHaveProperty('BAGGAGE');
    const { links, isChild } = jobContext(environmentCarrier(env));
    expect(isChild).toBe(true);
    expect(links).toMatchObject([{ context: { traceId, spanId } }]);
    span.end();
  });
});

test('an instance id is not inherited; other attributes are', () => {
  const env = { OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=x, service.instance.id=7,team=grid' };
  expect(carrierEnvironment({ env })['OTEL_RESOURCE_ATTRIBUTES']).toBe(
    'service.namespace=x,team=grid',
  );
  expect(env.OTEL_RESOURCE_ATTRIBUTES).toContain('service.instance.id');
});

test('an environment without context, or with garbage, has no origin', () => {
  for (const env of [{}, { TRACEPARENT: 'garbage', FLUXORA_JOB_ENQUEUED_AT: 'yesterday' }]) {
    expect(jobContext(environmentCarrier(env)).links).toEqual([]);
  }
});
