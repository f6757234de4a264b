import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { FEATURE, SLICE } from './feature-labels.ts';
import { psiTests, significantPsi } from './psi-alert.ts';

export const featureShifted: AlertSource = {
  name: 'FeatureShifted',
  area: 'drift',
  severity: 'ticket',
  needs: 'drift',
  for: '30m',
  labels: [...BY_SERVICE, ...FEATURE, SLICE],
  summary:
    'Feature {{ $labels.fluxora_model_feature_name }} of {{ $labels.fluxora_model_name }} is something else than in training: PSI {{ $value | humanize }}',
  description:
    'Within a day the values of {{ $labels.fluxora_model_feature_name }} (slice {{ $labels.fluxora_model_feature_slice }}) for model {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} left where they were in training: PSI {{ $value | humanize }}. That is a broken input rather than a changed world.',
  dashboard: 'drift',
  thresholds: ['featurePsiOfDay'],
  inhibits: [{ alert: 'FeatureDrifted', equal: [...BY_SERVICE, ...FEATURE, SLICE] }],
  runbook: {
    meaning:
      'So large a change within a day is a unit, a column, a sensor or a category that changed.',
    impact: 'The model answers, and its answers mean nothing where this feature matters.',
    diagnosis: [
      {
        step: 'See where the values went: one bin points to a constant, the outer bins to a unit, `__missing__` and `__other__` to the pipeline.',
        query: ({ scope }) => `topk(20, fluxora:model_feature_share:1d{${scope.selector}})`,
      },
      {
        step: 'See since when.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.feature.name', 'fluxora.model.feature.bin')}) (rate(${q.metric('fluxora.model.feature.bins')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See whether values are refused as well.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.feature.name', 'fluxora.model.feature.invalid_reason')}) (increase(${q.metric('fluxora.model.feature.invalid')}{${scope.selector}}[1d])) > 0`,
      },
      {
        step: 'See whether what the model answers moved with it.',
        query: ({ q, scope }) =>
          `fluxora:model_feature_psi:1d{${scope.selector}, ${q.label('fluxora.model.feature.name')}="__prediction__"}`,
      },
    ],
    mitigation: [
      'Mend the input, then make the forecasts of today again.',
      'It cannot be mended today: leave the feature out or fill it with its usual value, if the model can; else hand out the last good forecast.',
    ],
    escalation:
      'The owners of the model, within the working day; before the market closes, at once.',
    reviewed: REVIEWED,
  },
  expr: (context) => significantPsi(context, '1d', 'featurePsiOfDay'),
  tests: (context) => psiTests(context, '1d', 'featurePsiOfDay', 0.5),
};
