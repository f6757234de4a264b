import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { HORIZON, accuracy } from '../parts/forecasts.ts';
import { legend } from '../parts/labels.ts';
import { bars, graph, query } from '../parts/panels.ts';
import { LEVEL, QUANTILE } from './attribute-names.ts';

export function distribution({ q }: RuleContext): readonly Panel[] {
  return [
    graph({
      title: 'Coverage of intervals',
      description:
        'Share of actuals inside each interval, over a week. It should equal the level in the legend: less, and the model is too sure of itself.',
      unit: '1',
      width: 8,
      max: 1,
      queries: [query(accuracy(q, 'avg', 'coverage:7d', [LEVEL]), `level ${legend(q, LEVEL)}`)],
    }),
    bars({
      title: 'Reliability of quantiles',
      description:
        'Share of actuals at or below each quantile, over a week. It should equal the quantile.',
      unit: '1',
      width: 8,
      min: 0,
      max: 1,
      decimals: 1,
      queries: [
        query(accuracy(q, 'avg', 'reliability:7d', [QUANTILE]), `quantile ${legend(q, QUANTILE)}`),
      ],
    }),
    bars({
      title: 'PIT histogram',
      description:
        'Where actuals fell within the forecast distributions, over a week. Flat is honest; a valley means too narrow, a hill too wide, a slope biased.',
      unit: '1',
      width: 8,
      min: 0,
      decimals: 1,
      queries: [
        query(
          accuracy(q, 'avg', 'pit_share:7d', ['fluxora.forecast.bin']),
          legend(q, 'fluxora.forecast.bin'),
        ),
      ],
    }),
    graph({
      title: 'Pinball loss ($unit)',
      description:
        'Loss of each quantile, over a day: smaller is better. The sum over all is what the quantiles cost.',
      unit: '{value}',
      width: 8,
      queries: [
        query(accuracy(q, 'avg', 'pinball:1d', [QUANTILE]), `quantile ${legend(q, QUANTILE)}`),
      ],
    }),
    graph({
      title: 'CRPS ($unit)',
      description:
        'Error of the whole distribution, by horizon, comparable with the MAE of a point forecast.',
      unit: '{value}',
      width: 8,
      queries: [query(accuracy(q, 'avg', 'crps:1d', [HORIZON]), legend(q, HORIZON))],
    }),
    graph({
      title: 'Width of intervals ($unit)',
      description: 'Mean width, over a day. Narrower is better as long as the coverage holds.',
      unit: '{value}',
      width: 8,
      queries: [
        query(accuracy(q, 'avg', 'interval_width:1d', [LEVEL]), `level ${legend(q, LEVEL)}`),
      ],
    }),
  ];
}
