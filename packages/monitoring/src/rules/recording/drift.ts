import { driftRules } from '@fluxora/telemetry-model';
import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

/** How far what a model is asked lies from what it was trained on: PSI and friends, over a day and a week. */
export const drift: RecordingSource = {
  name: 'drift',
  interval: SLOW_INTERVAL,
  rules: (context) =>
    ifEmitted(context, 'drift', () =>
      driftRules({
        windows: ['1d', '7d'],
        by: ['deployment.environment.name', 'service.name'],
      }).map(({ record, expr }) => ({ record, expr, unit: '1' })),
    ),
  tests: (context) => [test(context)],
};

function test({ q }: RuleContext): RuleTest {
  const feature = {
    ...API,
    fluxora_model_name: 'load',
    fluxora_model_version: '1',
    fluxora_model_feature_name: 'temperature',
    fluxora_model_feature_slice: 'all',
  };
  const bin = (name: string) => ({ ...feature, fluxora_model_feature_bin: name });
  const share = q.metric('fluxora.model.feature.baseline.share');
  const count = q.metric('fluxora.model.feature.baseline.count');
  const bins = q.metric('fluxora.model.feature.bins');
  // By hand: (0.75 − 0.25) ln 3 for either half.
  const psi = Math.log(3);
  return {
    name: 'a feature whose halves changed from 1:3 to 3:1 has drifted',
    input: [
      series(share, bin('b00'), '0.25x60'),
      series(share, bin('b01'), '0.75x60'),
      series(count, bin('b00'), '2500x60'),
      series(count, bin('b01'), '7500x60'),
      series(bins, bin('b00'), '0+30x60'),
      series(bins, bin('b01'), '0+10x60'),
    ],
    values: [
      {
        at: '50m',
        expr: 'fluxora:model_feature_psi:1d',
        expected: [{ labels: feature, value: psi }],
      },
      {
        at: '50m',
        expr: 'fluxora:model_feature_drifted:1d',
        expected: [{ labels: feature, value: 1 }],
      },
    ],
  };
}
