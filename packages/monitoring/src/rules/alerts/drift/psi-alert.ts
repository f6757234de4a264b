import type { AlertContext } from '../../alert-source.ts';
import type { RuleTest } from '../../rule-test.ts';
import type { ThresholdName } from '../../thresholds.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { labelsOf } from '../support/series.ts';
import { SLICE, TEMPERATURE } from './feature-labels.ts';

type Window = '1d' | '7d';

/** The PSI, where it is above a limit and above what chance makes of so many values. */
export function significantPsi(
  context: AlertContext,
  window: Window,
  threshold: ThresholdName,
): string {
  const psi = `fluxora:model_feature_psi:${window}{${context.scope.selector}}`;
  return `${psi} > ${limit(context, threshold)}
and
${psi} > fluxora:model_feature_psi_floor:${window}{${context.scope.selector}}`;
}

/** @param hours - For how long it must hold. */
export function psiTests(
  context: AlertContext,
  window: Window,
  threshold: ThresholdName,
  hours: number,
): RuleTest[] {
  const of = (feature: string) => ({
    ...TEMPERATURE,
    'fluxora.model.feature.name': feature,
    [SLICE]: 'djf',
  });
  const psi = (feature: string, value: number) =>
    recorded(context, `fluxora:model_feature_psi:${window}`, of(feature), `${value}x120`);
  const floor = (feature: string, value: number) =>
    recorded(context, `fluxora:model_feature_psi_floor:${window}`, of(feature), `${value}x120`);
  const value = context.monitoring.thresholds[threshold].value;
  return [
    {
      name: 'fires for a feature that moved, whatever chance may do',
      interval: '5m',
      input: [psi('temperature', value + 0.1), floor('temperature', 0.05)],
      alerts: [
        { at: `${hours * 60 - 10}m`, firing: [] },
        { at: `${hours * 60 + 15}m`, firing: [labelsOf(context, of('temperature'))] },
      ],
    },
    {
      name: 'is silent at the limit, and where few values make chance that large',
      interval: '5m',
      input: [
        psi('temperature', value),
        floor('temperature', 0.05),
        psi('wind', value + 0.1),
        floor('wind', value + 0.2),
      ],
      alerts: [{ at: '9h', firing: [] }],
    },
  ];
}
