import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { FEATURE, SLICE } from './feature-labels.ts';
import { psiTests, significantPsi } from './psi-alert.ts';

export const featureDrifted: AlertSource = {
  name: 'FeatureDrifted',
  area: 'drift',
  severity: 'ticket',
  needs: 'drift',
  for: '6h',
  labels: [...BY_SERVICE, ...FEATURE, SLICE],
  summary:
    'Feature {{ $labels.fluxora_model_feature_name }} of {{ $labels.fluxora_model_name }} moved away from its training data: PSI {{ $value | humanize }}',
  description:
    'Over seven days the values of {{ $labels.fluxora_model_feature_name }} (slice {{ $labels.fluxora_model_feature_slice }}) that model {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} is asked are distributed otherwise than in its training: PSI {{ $value | humanize }}, more than chance.',
  dashboard: 'drift',
  thresholds: ['featurePsi'],
  runbook: {
    meaning:
      'The model is asked about a world that it was not trained on. Feature `__prediction__` is what it answers. Drift alone does not say that the model is wrong: that takes actuals.',
    impact:
      'The model guesses outside of what it knows; its errors may grow before anybody can measure them.',
    diagnosis: [
      {
        step: 'See which bins filled and which emptied; `__missing__` and `__other__` point to the pipeline.',
        query: ({ q, scope }) =>
          `fluxora:model_feature_share:7d{${scope.selector}} - on (${q.byService(...FEATURE, SLICE, 'fluxora.model.feature.bin')}) fluxora:model_feature_baseline_share:max{${scope.selector}}`,
      },
      {
        step: 'See how far values moved, in the unit of the feature.',
        query: ({ scope }) => `fluxora:model_feature_wasserstein:7d{${scope.selector}}`,
      },
      {
        step: 'See whether errors grew with it.',
        query: ({ monitoring, q }) =>
          `baseline:forecast_mae:score{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"}`,
      },
      {
        step: 'See whether other features moved at the same time: weather moves together, a sensor alone.',
        query: ({ scope }) => `topk(10, fluxora:model_feature_psi:7d{${scope.selector}})`,
      },
    ],
    mitigation: [
      'A changed unit, sensor or source: mend the input.',
      'A season that the training data lack: slices by season in the baseline, and more years of data.',
      'The world did change: train anew with the last months, with a new baseline.',
    ],
    escalation:
      'The owners of the model, within the working week; within the day when errors grow, too.',
    reviewed: REVIEWED,
  },
  // Seven days, since neighbouring values of weather and load are alike: of a single day PSI says more about that day.
  expr: (context) => significantPsi(context, '7d', 'featurePsi'),
  tests: (context) => psiTests(context, '7d', 'featurePsi', 6),
};
