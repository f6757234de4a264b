import { type MeterProvider, metrics } from '@opentelemetry/api';
import type { Providers } from '../providers.ts';

/**
 * Returns the meter provider of the moment. The OpenTelemetry API has no proxy for it, so instruments ask at every use and
 * compare: about 5 ns.
 */
export type MeterSource = () => MeterProvider;

export function meterSource({ meterProvider }: Providers): MeterSource {
  return meterProvider ? () => meterProvider : registeredProvider;
}

function registeredProvider(): MeterProvider {
  return metrics.getMeterProvider();
}
