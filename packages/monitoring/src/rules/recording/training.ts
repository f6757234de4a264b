import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { ratio } from './shapes.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

/** How models are trained: runs are rare, so the windows are days. */
export const training: RecordingSource = {
  name: 'training',
  interval: SLOW_INTERVAL,
  rules: (context) => ifEmitted(context, 'training', () => rules(context)),
  tests: (context) => [test(context)],
};

function rules({ q }: RuleContext) {
  const by = q.byService('fluxora.model.name');
  const version = q.byService('fluxora.model.name', 'fluxora.model.version');
  const duration = (part: 'sum' | 'count'): string =>
    `sum by (${by}) (increase(${q.metric('fluxora.model.training.duration', part)}[7d]))`;
  return [
    {
      record: 'service_model:training_age_seconds:min',
      expr: `time() - max by (${by}) (${q.metric('fluxora.model.training.last_success.time')})`,
      unit: 's',
      description: 'Since the last training that ended well, of any version.',
    },
    ...['1d', '7d'].map((window) => ({
      record: `service_model:training_runs:increase${window}`,
      expr: `sum by (${by}, ${q.label('fluxora.model.training.outcome')}) (increase(${q.metric('fluxora.model.training.runs')}[${window}]))`,
      unit: '{run}',
    })),
    {
      record: 'service_model:training_duration_seconds:avg7d',
      expr: ratio(duration('sum'), duration('count')),
      unit: 's',
    },
    {
      record: 'service_model_version:training_loss:last',
      expr: `max by (${version}, ${q.label('fluxora.model.training.split')}) (${q.metric('fluxora.model.training.loss')})`,
      unit: '1',
    },
  ];
}

function test({ q }: RuleContext): RuleTest {
  const model = { ...API, fluxora_model_name: 'load' };
  const success = q.metric('fluxora.model.training.last_success.time');
  return {
    name: 'a model is as old as its last good training, whichever version it made',
    input: [
      series(success, { ...model, fluxora_model_version: '1' }, '0x20'),
      series(success, { ...model, fluxora_model_version: '2' }, '300x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_model:training_age_seconds:min',
        expected: [{ labels: model, value: 600 }],
      },
    ],
  };
}
