import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { ofForecast } from '../parts/forecasts.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, stat } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

export function freshness({ q }: RuleContext): readonly Panel[] {
  const { max, increase } = createPhrases(q, 'environment');
  const where = ofForecast(q);
  const by = ['fluxora.model.name', 'fluxora.forecast.variable'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Age of forecasts',
      description:
        'Time since the newest forecast was issued. A saw whose teeth do not come back to 0 has missed a run.',
      unit: 's',
      width: 8,
      queries: [query(`time() - ${max('fluxora.forecast.issue.time', { by, where })}`, name)],
    }),
    graph({
      title: 'How far ahead is forecast',
      description: 'Time between now and the farthest target. At 0 there is no forecast left.',
      unit: 's',
      width: 8,
      queries: [query(`${max('fluxora.forecast.target.time', { by, where })} - time()`, name)],
    }),
    graph({
      title: 'Age of actuals',
      description:
        'Time since the target of the newest actual. Without actuals nothing is scored, and no error is not a small one.',
      unit: 's',
      width: 8,
      queries: [query(`time() - ${max('fluxora.forecast.actual.time', { by, where })}`, name)],
    }),
    graph({
      title: 'Not scored',
      description:
        'Forecasts and actuals per hour that could not be scored, by reason. Errors say nothing about these.',
      unit: '{item}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      queries: [
        query(
          increase('fluxora.forecast.unscored', {
            by: ['fluxora.forecast.reason'],
            where,
            window: '1h',
          }),
          legend(q, 'fluxora.forecast.reason'),
        ),
      ],
    }),
    graph({
      title: 'Actuals that came',
      description:
        'Actuals per hour by what became of them. Many corrections: errors of these days will change.',
      unit: '{actual}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      series: [
        { name: 'stored', color: 'green' },
        { name: 'corrected', color: 'blue' },
        { name: 'duplicate', color: 'text' },
        { name: 'stale', color: 'yellow' },
      ],
      queries: [
        query(
          increase('fluxora.forecast.actuals', {
            by: ['fluxora.forecast.actual.outcome'],
            where,
            window: '1h',
          }),
          legend(q, 'fluxora.forecast.actual.outcome'),
        ),
      ],
    }),
  ];
}

export function scoring({ q }: RuleContext): readonly Panel[] {
  const { sum, quantile, increase, rate } = createPhrases(q, 'environment');
  const where = ofForecast(q);
  const operation = ['fluxora.forecast.store.kind', 'fluxora.forecast.store.operation'];
  return [
    graph({
      title: 'Delay of scores',
      description:
        'Median of the time from a target to its score. Errors of today describe forecasts that much older.',
      unit: 's',
      width: 8,
      queries: [
        query(quantile(0.5, 'fluxora.forecast.scoring.delay', { where, window: '1h' }), 'median'),
      ],
    }),
    graph({
      title: 'Buffer',
      description:
        'What waits in memory for the store, and the limit above which it is thrown away.',
      unit: 'By',
      width: 8,
      series: [{ name: 'limit', color: 'red', isDashed: true }],
      queries: [
        query(sum('fluxora.forecast.buffer.usage', { where }), 'used'),
        query(sum('fluxora.forecast.buffer.limit', { where }), 'limit'),
      ],
    }),
    graph({
      title: 'Store',
      description: '95th percentile of what the store of forecasts takes, by operation.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.95, 'fluxora.forecast.store.operation.duration', { by: operation }),
          legend(q, ...operation),
        ),
      ],
    }),
    graph({
      title: 'Runs',
      description: 'Forecasts issued within an hour.',
      unit: '{run}',
      width: 8,
      drawnAs: 'bars',
      interval: '1h',
      queries: [query(increase('fluxora.forecast.runs', { where, window: '1h' }), 'runs')],
    }),
    graph({
      title: 'Steps',
      description: 'Steps of forecasts per second.',
      unit: '{step}/s',
      width: 8,
      queries: [query(rate('fluxora.forecast.steps', { where }), 'steps')],
    }),
    stat({
      title: 'Lost claims',
      description:
        'Pairs whose score may be missing or counted late since a process died between claiming and counting them, over the time range.',
      unit: '{pair}',
      width: 8,
      height: 8,
      steps: noneIsGood,
      queries: [now(increase('fluxora.forecast.claim.lost', { where, window: '$__range' }))],
    }),
  ];
}
