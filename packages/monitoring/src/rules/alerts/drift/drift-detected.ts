import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { FEATURE, TEMPERATURE } from './feature-labels.ts';

const DETECTOR = 'fluxora.model.drift.detector';

export const driftDetected: AlertSource = {
  name: 'DriftDetected',
  area: 'drift',
  severity: 'ticket',
  needs: 'drift',
  for: '0s',
  labels: [...BY_SERVICE, ...FEATURE, DETECTOR],
  summary:
    'Detector {{ $labels.fluxora_model_drift_detector }} found {{ $labels.fluxora_model_feature_name }} of {{ $labels.fluxora_model_name }} changed {{ $value | humanize }} times',
  description:
    'Within six hours detector {{ $labels.fluxora_model_drift_detector }} found {{ $value | humanize }} changes of {{ $labels.fluxora_model_feature_name }}, as model {{ $labels.fluxora_model_name }} {{ $labels.fluxora_model_version }} of {{ $labels.service_name }} is given it. It sees single values, hours before a PSI can tell.',
  dashboard: 'drift',
  thresholds: ['driftDetections'],
  runbook: {
    meaning:
      'A streaming detector of a process saw the mean of the feature move. A hint, and no verdict: each process sees its own values, and hourly weather moves by itself.',
    impact: 'Perhaps none. Repeated within hours it is the first sign of a broken input.',
    diagnosis: [
      {
        step: 'See where the mean is, in standard deviations of the training data.',
        query: ({ q, scope }) =>
          `max by (${q.byService(...FEATURE, DETECTOR, 'service.instance.id')}) (${q.metric('fluxora.model.drift.mean')}{${scope.selector}})`,
      },
      {
        step: 'See whether the PSI over the day agrees.',
        query: ({ scope }) => `fluxora:model_feature_psi:1d{${scope.selector}}`,
      },
      {
        step: 'See whether several detectors and processes agree.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(...FEATURE, DETECTOR, 'service.instance.id')}) (increase(${q.metric('fluxora.model.drift.detections')}{${scope.selector}}[6h])) > 0`,
      },
    ],
    mitigation: [
      'PSI agrees: as in FeatureShifted.',
      'PSI does not: watch it; raise the threshold of the detector when it cries often.',
    ],
    escalation: 'The owners of the model, in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService(...FEATURE, DETECTOR)}) ${growth(`${q.metric('fluxora.model.drift.detections')}{${scope.selector}}`, '6h')} >= ${limit(context, 'driftDetections')}`;
  },
  tests: (context) => {
    const detections = (values: string) =>
      series(
        context,
        'fluxora.model.drift.detections',
        { ...TEMPERATURE, [DETECTOR]: 'cusum' },
        values,
      );
    return [
      {
        name: 'fires when a detector finds change after change',
        interval: '5m',
        input: [detections('0x150 1 2 3 4 4x40')],
        alerts: [
          { at: '12h20m', firing: [] },
          { at: '13h30m', firing: [labelsOf(context, { ...TEMPERATURE, [DETECTOR]: 'cusum' })] },
        ],
      },
      {
        name: 'is silent about a single one',
        interval: '5m',
        input: [detections('0x150 1x40')],
        alerts: [{ at: '14h', firing: [] }],
      },
    ];
  },
};
