import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_MODEL = [...BY_SERVICE, 'fluxora.model.name'];
const OUTCOME = 'fluxora.model.inference.outcome';

export const inferenceFailing: AlertSource = {
  name: 'InferenceFailing',
  area: 'serving',
  severity: 'page',
  needs: 'serving',
  for: '3m',
  labels: BY_MODEL,
  summary:
    'Model {{ $labels.fluxora_model_name }}: {{ $value | humanizePercentage }} of the inferences fail',
  description:
    'Within ten minutes {{ $value | humanizePercentage }} of the inferences of model {{ $labels.fluxora_model_name }} in {{ $labels.service_name }} failed. Those that were called off do not count.',
  dashboard: 'serving',
  thresholds: ['inferenceFailureShare', 'inferenceFailures'],
  inhibits: [{ alert: 'InferenceSlow', equal: BY_MODEL }],
  runbook: {
    meaning: 'The model, or the server that runs it, answers with errors for more than odd inputs.',
    impact: 'Whoever asks for a forecast gets none, or an old one from a cache.',
    diagnosis: [
      {
        step: 'See which errors: a class of ours points to the input, a status code to the model server.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'error.type')}) (rate(${q.metric('fluxora.model.inference.errors')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See whether it began with a version of the model.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.version')}) (rate(${q.metric('fluxora.model.inferences')}{${scope.selector}, ${q.label(OUTCOME)}="failed"}[5m]))`,
      },
      {
        step: 'See whether the input changed: values that are not what their feature is.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.feature.name', 'fluxora.model.feature.invalid_reason')}) (rate(${q.metric('fluxora.model.feature.invalid')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'Open a trace with a failed `fluxora.model.inference`: its attributes have the size of the batch and the error.',
      },
    ],
    mitigation: [
      'A new version of the model: serve the one before.',
      'The model server: restart it; see ModelNotLoaded.',
      'Bad input: refuse it at the edge with 4xx, and mend its source.',
      'Meanwhile: hand out the last forecast, or the seasonal one, marked as such.',
    ],
    escalation:
      'The owners of the model at once; tell the users of its forecasts after 15 minutes.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `sum by (${q.byService('fluxora.model.name')})`;
    const inferences = (matcher: string): string =>
      `${q.metric('fluxora.model.inferences')}{${scope.selector}, ${q.label(OUTCOME)}${matcher}}`;
    return `${by} (rate(${inferences('="failed"')}[10m]))
/
(${by} (rate(${inferences('!="cancelled"')}[10m])) > 0)
> ${limit(context, 'inferenceFailureShare')}
and
${by} (increase(${inferences('="failed"')}[10m])) >= ${limit(context, 'inferenceFailures')}`;
  },
  tests: (context) => {
    const inferences = (outcome: string, values: string, more = {}) =>
      series(
        context,
        'fluxora.model.inferences',
        { 'fluxora.model.name': 'load', [OUTCOME]: outcome, ...more },
        values,
      );
    return [
      {
        name: 'fires when a fifth fails, over two versions',
        input: [
          inferences('ok', '0+80x40', { 'fluxora.model.version': '1' }),
          inferences('failed', '0x10 0+20x30', { 'fluxora.model.version': '2' }),
        ],
        alerts: [
          { at: '10m', firing: [] },
          { at: '25m', firing: [labelsOf(context, { 'fluxora.model.name': 'load' })] },
        ],
      },
      {
        name: 'is silent about inferences that were called off, and about odd ones',
        input: [
          inferences('ok', '0+80x40'),
          inferences('cancelled', '0+80x40'),
          inferences('failed', '0+2x40'),
          inferences('failed', '0x10 2x30', { 'fluxora.model.name': 'quiet' }),
        ],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
