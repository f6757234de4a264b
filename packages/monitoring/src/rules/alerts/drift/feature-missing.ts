import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { FEATURE, SLICE, TEMPERATURE } from './feature-labels.ts';

const BIN = 'fluxora.model.feature.bin';

export const featureMissing: AlertSource = {
  name: 'FeatureMissing',
  area: 'drift',
  severity: 'ticket',
  needs: 'drift',
  for: '30m',
  labels: [...BY_SERVICE, ...FEATURE],
  summary:
    'Feature {{ $labels.fluxora_model_feature_name }} of {{ $labels.fluxora_model_name }} is missing in {{ $value | humanizePercentage }} of the rows more than in training',
  description:
    'Within two hours model {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} of {{ $labels.service_name }} was asked without a value for {{ $labels.fluxora_model_feature_name }}, {{ $value | humanizePercentage }} of the rows more often than in its training data. An input stopped coming.',
  dashboard: 'drift',
  thresholds: ['featureMissingShare', 'featureValues'],
  inhibits: [
    { alert: 'FeatureShifted', equal: [...BY_SERVICE, ...FEATURE] },
    { alert: 'FeatureDrifted', equal: [...BY_SERVICE, ...FEATURE] },
  ],
  runbook: {
    meaning:
      'Rows come with no value, NaN or an empty text for this feature: its source is late, or its name changed.',
    impact:
      'The model fills the hole as it was taught to, and is less right for it. Users do not see that.',
    diagnosis: [
      {
        step: 'See which features are missing, and since when: all of one source, or one column.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...FEATURE)}) (rate(${q.metric('fluxora.model.feature.bins')}{${scope.selector}, ${q.label(BIN)}="__missing__"}[30m])) / sum by (${q.byService(...FEATURE)}) (rate(${q.metric('fluxora.model.feature.bins')}{${scope.selector}}[30m]))`,
      },
      {
        step: 'See whether the import of that source ran.',
        query: ({ monitoring, q }) =>
          `max by (${q.byService('fluxora.job.schedule.name')}) (last_over_time(${q.metric('fluxora.job.schedule.next_run.time')}{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"}[2d])) - time()`,
      },
      { step: 'Look at one row as it is passed to the model: is the key there, under which name?' },
    ],
    mitigation: [
      'Bring the source back; make the forecasts since then again.',
      'A name that changed: correct the mapping.',
    ],
    escalation:
      'The owners of the source, within the working day; before the market closes, at once.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService(...FEATURE);
    const usual = `max by (${by}) (${q.metric('fluxora.model.feature.baseline.share')}{${scope.selector}, ${q.label(BIN)}="__missing__"})`;
    return `sum by (${by}) (rate(${counted(context, `, ${q.label(BIN)}="__missing__"`)}[2h]))
/
(sum by (${by}) (rate(${counted(context)}[2h])) > 0)
- ${usual}
> ${limit(context, 'featureMissingShare')}
and
sum by (${by}) (increase(${counted(context)}[2h])) >= ${limit(context, 'featureValues')}`;
  },
  tests: (context) => {
    const bin = (name: string, values: string, more = {}) =>
      series(
        context,
        'fluxora.model.feature.bins',
        { ...TEMPERATURE, [SLICE]: 'all', [BIN]: name, ...more },
        values,
      );
    const trained = (share: number, more = {}) =>
      series(
        context,
        'fluxora.model.feature.baseline.share',
        { ...TEMPERATURE, [SLICE]: 'all', [BIN]: '__missing__', ...more },
        `${share}x300`,
      );
    const wind = { 'fluxora.model.feature.name': 'wind' };
    return [
      {
        name: 'fires when half of the rows lack it',
        input: [
          bin('b00', '0+10x120 1200+5x180'),
          bin('__missing__', '0x120 0+5x180'),
          trained(0.02),
        ],
        alerts: [
          { at: '119m', firing: [] },
          { at: '280m', firing: [labelsOf(context, TEMPERATURE)] },
        ],
      },
      {
        name: 'is silent about a feature that was missing as often in training, and without traffic',
        input: [
          bin('b00', '0+5x300', wind),
          bin('__missing__', '0+5x300', wind),
          trained(0.45, wind),
          bin('b00', '90x300'),
          bin('__missing__', '90x300'),
          trained(0),
        ],
        alerts: [{ at: '280m', firing: [] }],
      },
    ];
  },
};

function counted({ q, scope }: AlertContext, matcher = ''): string {
  return `${q.metric('fluxora.model.feature.bins')}{${scope.selector}${matcher}}`;
}
