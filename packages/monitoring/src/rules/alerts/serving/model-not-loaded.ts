import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_MODEL = [...BY_SERVICE, 'fluxora.model.name'];
const OUTCOME = 'fluxora.model.load.outcome';

export const modelNotLoaded: AlertSource = {
  name: 'ModelNotLoaded',
  area: 'serving',
  severity: 'page',
  needs: 'serving',
  for: '2m',
  labels: BY_MODEL,
  summary: 'Model {{ $labels.fluxora_model_name }} could not be loaded by {{ $value }} process(es)',
  description:
    '{{ $value }} process(es) of {{ $labels.service_name }} tried to load model {{ $labels.fluxora_model_name }} within half an hour and did not succeed since. They serve what they had before, or nothing.',
  dashboard: 'serving',
  runbook: {
    meaning:
      'Loading ended with an error, and no later load of this model succeeded in the same process.',
    impact:
      'After a start: no answers of this model from these processes. After an update: the old version answers on.',
    diagnosis: [
      {
        step: 'See which errors, and which version.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.version', 'error.type')}) (increase(${q.metric('fluxora.model.load.duration', 'count')}{${scope.selector}, ${q.label(OUTCOME)}="failed"}[1h]))`,
      },
      {
        step: 'See which versions answer at the moment.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.model.name', 'fluxora.model.version')}) (rate(${q.metric('fluxora.model.inferences')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See whether memory was short.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('container.memory.working_set')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.memory.limit')}{${scope.selector}})`,
      },
      {
        step: 'Open the trace of the load (span `fluxora.model.load`): its exception has the path and the reason.',
      },
    ],
    mitigation: [
      'The file is missing or damaged: publish it again, and have the processes load it.',
      'The new version does not load: point to the one before.',
      'Memory: raise the limit; two versions at once need both their sizes.',
    ],
    escalation: 'The owners of the model at once.',
    reviewed: REVIEWED,
  },
  // Loads are so rare that the first one is all there is: the counter never was 0.
  expr: (context) => {
    const { q } = context;
    const by = `sum by (${q.byService('service.instance.id', 'fluxora.model.name')})`;
    return `count by (${q.byService('fluxora.model.name')}) (
  ${by} ${loads(context, 'failed')} > 0
  unless
  ${by} ${loads(context, 'ok')} > 0
)`;
  },
  tests: (context) => {
    const load = (outcome: string, values: string, instance = 'a') =>
      series(
        context,
        'fluxora.model.load.duration:count',
        { 'fluxora.model.name': 'load', [OUTCOME]: outcome, 'service.instance.id': instance },
        values,
      );
    return [
      {
        name: 'fires when a process that starts cannot load its model, the other one going on',
        input: [load('ok', '1x120'), load('failed', '_x70 1x50', 'b')],
        alerts: [
          { at: '69m', firing: [] },
          { at: '75m', firing: [labelsOf(context, { 'fluxora.model.name': 'load' })] },
        ],
      },
      {
        name: 'is silent when a second attempt succeeds',
        input: [load('failed', '_x70 1x50'), load('ok', '_x71 1x50')],
        alerts: [
          { at: '75m', firing: [] },
          { at: '110m', firing: [] },
        ],
      },
    ];
  },
};

function loads({ q, scope }: AlertContext, outcome: string): string {
  return growth(
    `${q.metric('fluxora.model.load.duration', 'count')}{${scope.selector}, ${q.label(OUTCOME)}="${outcome}"}`,
    '30m',
  );
}
