import { SeverityNumber } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import {
  createTestTelemetry,
  telemetryMatchers,
  type TelemetryMatchers,
} from '@fluxora/telemetry-testing';

expect.extend(telemetryMatchers);

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends TelemetryMatchers<R> {}
}

test('a forecast is traced, counted and logged', () => {
  using t = createTestTelemetry();
  forecast(t, 'berlin');

  expect(t).toHaveSpan('forecast', { attributes: { site: 'berlin' }, status: 'unset' });
  expect(t).toHaveMetric('forecast.duration', { unit: 's', count: 1 });
  expect(t).toHaveLog({ body: /issued/, level: 'info', span: 'forecast' });
  expect(t).toHaveNoErrors();
});

function forecast({ providers }: ReturnType<typeof createTestTelemetry>, site: string): void {
  const logger = providers.loggerProvider.getLogger('demo');
  const meter = providers.meterProvider.getMeter('demo');
  providers.tracerProvider.getTracer('demo').startActiveSpan('forecast', (span) => {
    meter.createHistogram('forecast.duration', { unit: 's' }).record(0.012);
    logger.emit({ body: 'forecast issued', severityNumber: SeverityNumber.INFO });
    span.setAttribute('site', site).end();
  });
}
