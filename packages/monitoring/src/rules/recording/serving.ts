import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { quantileOf, ratio, redDayRules, redRules, sumOfRates, type RedShape } from './shapes.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

/** Inferences by model: rate, errors, duration, queueing, batches. */
export const serving: RecordingSource = {
  name: 'serving',
  rules: (context) =>
    ifEmitted(context, 'serving', () => [
      ...redRules(inferenceShape(context, '5m')),
      ...batchRules(context),
    ]),
  tests: (context) => [errorsTest(context), batchTest(context)],
};

/** The same over an hour and a day. */
export const servingHistory: RecordingSource = {
  name: 'serving-history',
  interval: SLOW_INTERVAL,
  rules: (context) =>
    ifEmitted(context, 'serving', () => {
      const shape = inferenceShape(context, '1h');
      return [...redRules(shape), ...redDayRules(shape)];
    }),
  tests: (context) => [historyTest(context)],
};

/** Cancelled inferences are neither good nor bad. */
function inferenceShape({ q }: RuleContext, window: string): RedShape {
  const inferences = q.metric('fluxora.model.inferences');
  const outcome = q.label('fluxora.model.inference.outcome');
  return {
    level: 'service_model',
    by: q.byService('fluxora.model.name'),
    window,
    names: {
      events: 'inferences',
      errors: 'inference_errors',
      errorRatio: 'inference_error_ratio',
      duration: 'inference_duration_seconds',
    },
    events: `${inferences}{${outcome}!="cancelled"}`,
    errors: `${inferences}{${outcome}="failed"}`,
    bucket: q.metric('fluxora.model.inference.duration', 'bucket'),
    unit: '{inference}/s',
  };
}

function batchRules({ q }: RuleContext) {
  const by = q.byService('fluxora.model.name');
  return [
    {
      record: 'service_model:items:rate5m',
      expr: sumOfRates(by, q.metric('fluxora.model.items'), '5m'),
      unit: '{item}/s',
    },
    {
      record: 'service_model:batch_size:avg5m',
      expr: ratio(
        sumOfRates(by, q.metric('fluxora.model.batch.size', 'sum'), '5m'),
        sumOfRates(by, q.metric('fluxora.model.batch.size', 'count'), '5m'),
      ),
      unit: '{item}',
    },
    {
      record: 'service_model:inference_queue_seconds:p95_5m',
      expr: quantileOf(0.95, by, q.metric('fluxora.model.queue.duration', 'bucket'), '5m'),
      unit: 's',
    },
    {
      record: 'service_model:inferences_active:sum',
      expr: `sum by (${by}) (${q.metric('fluxora.model.active.count')})`,
      unit: '{inference}',
    },
    {
      record: 'service_model_version:inferences:rate5m',
      expr: sumOfRates(
        q.byService('fluxora.model.name', 'fluxora.model.version'),
        q.metric('fluxora.model.inferences'),
        '5m',
      ),
      unit: '{inference}/s',
      description: 'Which version of a model answers.',
    },
  ];
}

const model = { ...API, fluxora_model_name: 'load' };

function errorsTest({ q }: RuleContext): RuleTest {
  const inferences = (outcome: string, values: string) =>
    series(
      q.metric('fluxora.model.inferences'),
      { ...model, fluxora_model_inference_outcome: outcome },
      values,
    );
  return {
    name: 'a cancelled inference is no error and no success',
    input: [
      inferences('ok', '0+90x20'),
      inferences('failed', '0+10x20'),
      inferences('cancelled', '0+100x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_model:inference_error_ratio:rate5m',
        expected: [{ labels: model, value: 0.1 }],
      },
    ],
  };
}

function batchTest({ q }: RuleContext): RuleTest {
  return {
    name: 'the mean size of a batch is items over batches',
    input: [
      series(q.metric('fluxora.model.batch.size', 'sum'), model, '0+480x20'),
      series(q.metric('fluxora.model.batch.size', 'count'), model, '0+20x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_model:batch_size:avg5m',
        expected: [{ labels: model, value: 24 }],
      },
    ],
  };
}

function historyTest({ q }: RuleContext): RuleTest {
  return {
    name: 'an hour has the rate of its inferences',
    interval: '2m',
    input: [
      series(
        q.metric('fluxora.model.inferences'),
        { ...model, fluxora_model_inference_outcome: 'ok' },
        '0+240x90',
      ),
    ],
    values: [
      {
        at: '2h',
        expr: 'service_model:inferences:rate1h',
        expected: [{ labels: model, value: 2 }],
      },
    ],
  };
}
