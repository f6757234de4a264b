import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { LOAD_1, STREAM } from './stream-labels.ts';

const BY = [...STREAM, 'service.instance.id'] as const;

export const forecastBufferFills: AlertSource = {
  name: 'ForecastBufferFills',
  area: 'forecasts',
  severity: 'ticket',
  needs: 'forecasts',
  for: '5m',
  labels: [...BY_SERVICE, ...BY],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of the buffer of {{ $labels.fluxora_model_name }} is in use, the store does not take it',
  description:
    'Process {{ $labels.service_instance_id }} of {{ $labels.service_name }} holds forecasts and actuals that the store has not taken: {{ $value | humanizePercentage }} of what it may hold. Beyond that they are dropped.',
  dashboard: 'forecasts',
  thresholds: ['forecastBufferShare'],
  runbook: {
    meaning:
      'What was recorded waits in memory for the store of forecasts, which is down, slow or refuses.',
    impact:
      'At the limit, and when the process ends, records are lost and counted as `buffer_full`. Forecasts themselves are handed out as before.',
    diagnosis: [
      {
        step: 'See whether the store answers, and with which errors.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.forecast.store.operation', 'error.type')}) (rate(${q.metric('fluxora.forecast.store.operation.duration', 'count')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See how long it takes.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.forecast.store.operation')}, le) (rate(${q.metric('fluxora.forecast.store.operation.duration', 'bucket')}{${scope.selector}}[15m])))`,
      },
      {
        step: 'See how fast the buffer fills: how much time is left.',
        query: ({ q, scope }) =>
          `max by (${q.byService(...BY)}) (${q.metric('fluxora.forecast.buffer.usage')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Bring the store back. The buffer empties by itself.',
      'Do not restart the process before: what it holds would be lost.',
      'Too slow by nature: a nearer database, or fewer and larger calls.',
    ],
    escalation:
      'The owners of the store at once when the time left is shorter than the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `max by (${q.byService(...BY)})`;
    return `${by} (${q.metric('fluxora.forecast.buffer.usage')}{${scope.selector}})
/
${by} (${q.metric('fluxora.forecast.buffer.limit')}{${scope.selector}})
> ${limit(context, 'forecastBufferShare')}`;
  },
  tests: (context) => {
    const usage = (values: string) =>
      series(context, 'fluxora.forecast.buffer.usage', LOAD_1, values);
    const room = series(context, 'fluxora.forecast.buffer.limit', LOAD_1, '1000x60');
    const { 'fluxora.model.version': _, ...stream } = LOAD_1;
    return [
      {
        name: 'fires when the store takes nothing',
        input: [usage('0+20x60'), room],
        alerts: [
          { at: '25m', firing: [] },
          { at: '40m', firing: [labelsOf(context, { ...stream, 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent about a buffer that empties after each run',
        input: [usage('0 900 0 0 0 900 0 0 0 900x3 0x20'), room],
        alerts: [
          { at: '11m', firing: [] },
          { at: '25m', firing: [] },
        ],
      },
    ];
  },
};
