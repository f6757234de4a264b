import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { FEATURE, SLICE, TEMPERATURE } from './feature-labels.ts';

const REASON = 'fluxora.model.feature.invalid_reason';

export const featureInvalid: AlertSource = {
  name: 'FeatureInvalid',
  area: 'drift',
  severity: 'ticket',
  needs: 'drift',
  for: '10m',
  labels: [...BY_SERVICE, ...FEATURE, REASON],
  summary:
    'Feature {{ $labels.fluxora_model_feature_name }} of {{ $labels.fluxora_model_name }}: {{ $value | humanizePercentage }} of the values are {{ $labels.fluxora_model_feature_invalid_reason }}',
  description:
    'Within an hour {{ $value | humanizePercentage }} of the values of {{ $labels.fluxora_model_feature_name }} that model {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} of {{ $labels.service_name }} was given were not what the feature is: {{ $labels.fluxora_model_feature_invalid_reason }}.',
  dashboard: 'drift',
  thresholds: ['featureInvalidShare'],
  runbook: {
    meaning:
      '`text`: a text in a numeric feature, also "12". `not_finite`: an infinite number. `bad_type`: an object or a list. `unreadable`: reading it threw.',
    impact:
      'The model gets what it cannot use: depending on its runtime it fails, or takes it for 0.',
    diagnosis: [
      {
        step: 'See which features and reasons, and since when.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...FEATURE, REASON)}) (rate(${q.metric('fluxora.model.feature.invalid')}{${scope.selector}}[15m])) > 0`,
      },
      {
        step: 'See whether it began with a version of the service that asks.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.version')}) (rate(${q.metric('fluxora.model.feature.invalid')}{${scope.selector}}[15m])) > 0`,
      },
      {
        step: 'See whether inferences fail with it.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'error.type')}) (rate(${q.metric('fluxora.model.inference.errors')}{${scope.selector}}[15m]))`,
      },
    ],
    mitigation: [
      'Numbers that come as texts: convert them where they are read, not in the model.',
      'An error value of a sensor ("error", 9999): make it missing.',
      'A division by 0 upstream: mend it there.',
    ],
    escalation: 'The owners of the source, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...FEATURE);
    return `sum by (${by}, ${q.label(REASON)}) ${growth(`${q.metric('fluxora.model.feature.invalid')}{${scope.selector}}`, '1h')}
/ on (${by}) group_left ()
(sum by (${by}) (increase(${q.metric('fluxora.model.feature.bins')}{${scope.selector}}[1h])) > 0)
> ${limit(context, 'featureInvalidShare')}`;
  },
  tests: (context) => {
    const asked = (values: string) =>
      series(
        context,
        'fluxora.model.feature.bins',
        { ...TEMPERATURE, [SLICE]: 'all', 'fluxora.model.feature.bin': 'b01' },
        values,
      );
    const invalid = (values: string) =>
      series(
        context,
        'fluxora.model.feature.invalid',
        { ...TEMPERATURE, [REASON]: 'text' },
        values,
      );
    return [
      {
        name: 'fires when one value of twenty is a text, though none ever was',
        input: [asked('0+20x200'), invalid('_x130 1+1x60')],
        alerts: [
          { at: '130m', firing: [] },
          { at: '180m', firing: [labelsOf(context, { ...TEMPERATURE, [REASON]: 'text' })] },
        ],
      },
      {
        name: 'is silent about a single one, and while nobody asks',
        input: [asked('0+20x150 3000x150'), invalid('0x130 4x80 90x90')],
        alerts: [
          { at: '145m', firing: [] },
          { at: '225m', firing: [] },
        ],
      },
    ];
  },
};
