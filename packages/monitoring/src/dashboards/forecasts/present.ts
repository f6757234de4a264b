import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { HORIZON, accuracy, ofForecast, EVERY_PAIR } from '../parts/forecasts.ts';
import { falling, query, stat } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

const chosenPairs = (q: RuleContext['q']): string =>
  `${q.label(HORIZON)}=~"$horizon", ${q.label('fluxora.forecast.stage')}=~"$stage"`;

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, selector } = createPhrases(q, 'environment');
  return [
    stat({
      title: 'MAE ($unit)',
      description:
        'Mean absolute error of all pairs that were scored within the last day, over the chosen horizons.',
      unit: '{value}',
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'mae:1d'))],
    }),
    stat({
      title: 'WAPE',
      description:
        'Sum of absolute errors over the sum of actuals: the error as a share of what came. Good forecasts of load lie near 3 %, of wind near 15 %.',
      unit: '1',
      decimals: 1,
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'wape:1d'))],
    }),
    stat({
      title: 'Bias ($unit)',
      description:
        'Mean error. Above 0 the forecasts were too high. It should be small beside the MAE.',
      unit: '{value}',
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'avg', 'bias:1d'))],
    }),
    stat({
      title: 'Worst skill',
      description:
        'How much smaller the error was than that of the best of the baselines, on the same pairs. At 0 the model is worth nothing.',
      unit: '1',
      decimals: 0,
      steps: falling(0, 0.1),
      noValue: 'nothing scored',
      queries: [query(accuracy(q, 'min', 'skill_mae:1d'))],
    }),
    stat({
      title: 'Age of the newest forecast',
      description:
        'Time since the chosen models last issued a forecast, of the one that is silent for longest.',
      unit: 's',
      decimals: 1,
      queries: [
        query(
          `time() - min (${max('fluxora.forecast.issue.time', { by: [...EVERY_PAIR], where: ofForecast(q) })})`,
        ),
      ],
    }),
    stat({
      title: 'Pairs scored',
      description: 'Forecasts that were compared with their actual within the last day.',
      unit: '{pair}',
      decimals: 0,
      queries: [
        query(`sum (fluxora:forecast_pairs:1d{${selector}, ${ofForecast(q)}, ${chosenPairs(q)}})`),
      ],
    }),
  ];
}
