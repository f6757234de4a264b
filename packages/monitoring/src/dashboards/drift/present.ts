import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { noneIsGood, now, query, rising, stat } from '../parts/panels.ts';
import { createPhrases, share as shareOf } from '../parts/phrases.ts';
import { BIN, BINS, FEATURE, MODEL, recorded } from './drift-queries.ts';

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { increase } = createPhrases(q, 'environment');
  const where = `${q.label(MODEL)}=~"$model"`;
  const feature = `${where}, ${q.label(FEATURE)}=~"$feature"`;
  const every = increase(BINS, { where: feature, window: '1d' });
  return [
    stat({
      title: 'Drifted features',
      description:
        'Features whose PSI over a day is above the limit and above what chance does. Look at the table below, then at their bins.',
      unit: '{feature}',
      steps: noneIsGood,
      noValue: 'too few values',
      queries: [query(`sum (${recorded(context, 'drifted:1d')})`)],
    }),
    stat({
      title: 'Largest PSI',
      description:
        'Population stability index of the worst feature over a day. Below 0.1 nothing happened, above 0.2 the data are others.',
      unit: '',
      decimals: 2,
      steps: rising(0.1, 0.2),
      noValue: 'too few values',
      queries: [query(`max (${recorded(context, 'psi:1d')})`)],
    }),
    stat({
      title: 'Detections',
      description: 'How often a detector raised its hand within the time range.',
      unit: '{detection}',
      decimals: 0,
      steps: noneIsGood,
      queries: [
        now(increase('fluxora.model.drift.detections', { where: feature, window: '$__range' })),
      ],
    }),
    stat({
      title: 'Values seen',
      description: 'Values of the chosen features within a day.',
      unit: '{value}',
      decimals: 0,
      queries: [query(every)],
    }),
    stat({
      title: 'Missing',
      description: 'Share of values that were missing within a day.',
      unit: '1',
      decimals: 1,
      steps: rising(0.01, 0.05),
      queries: [
        query(
          shareOf(
            increase(BINS, { where: `${feature}, ${q.label(BIN)}="__missing__"`, window: '1d' }),
            every,
          ),
        ),
      ],
    }),
    stat({
      title: 'Rows dropped',
      description: 'Rows that could not be looked at within the time range.',
      unit: '{row}',
      decimals: 0,
      steps: noneIsGood,
      queries: [now(increase('fluxora.model.feature.dropped', { where, window: '$__range' }))],
    }),
  ];
}
