import type { MeterProvider } from '@opentelemetry/api';
import { MAX_SERIES } from '../catalog/check-attributes.ts';

const limits = new WeakMap<MeterProvider, number>();

/**
 * Tells how many series per instrument the SDK behind a meter provider keeps, where that is not its default. Instruments made
 * with `createInstruments` then stop before it: what the SDK moves to its overflow series it neither counts nor says.
 *
 * Call it before the provider is used: an instrument asks when it meets the provider. `instrument()` calls it.
 *
 * @param seriesPerInstrument - The overflow series included. Whole number ≥ 1.
 */
export function limitSeries(provider: MeterProvider, seriesPerInstrument: number): void {
  limits.set(provider, seriesPerInstrument);
}

/** How many series per instrument the SDK keeps, the overflow series included. */
export function seriesLimitOf(provider: MeterProvider): number {
  return limits.get(provider) ?? MAX_SERIES;
}
