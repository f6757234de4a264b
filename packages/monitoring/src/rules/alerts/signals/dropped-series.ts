import type { AlertContext } from '../../alert-source.ts';
import type { InputSeries } from '../../rule-test.ts';
import { series } from '../support/series.ts';

export const SIGNAL = 'fluxora.telemetry.signal';
export const CAUSE = 'fluxora.telemetry.cause';

/** For tests: what a service dropped of one signal for one cause. */
export function droppedSeries(
  context: AlertContext,
  signal: 'traces' | 'metrics',
  cause: string,
  values: string,
): InputSeries {
  return series(context, 'fluxora.telemetry.dropped', { [SIGNAL]: signal, [CAUSE]: cause }, values);
}
