import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query, signedGraph } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { DETECTOR, FEATURE, MODEL, by, recorded } from './drift-queries.ts';

export function detectors(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { increase, series } = createPhrases(q, 'environment');
  const where = `${q.label(MODEL)}=~"$model", ${q.label(FEATURE)}=~"$feature"`;
  const apart = [FEATURE, DETECTOR];
  return [
    graph({
      title: 'Detections by the hour',
      description:
        'Detections per hour, by feature and detector. They come within minutes, where the PSI needs a day.',
      unit: '{detection}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      queries: [
        query(
          increase('fluxora.model.drift.detections', { by: apart, where, window: '1h' }),
          legend(q, ...apart),
        ),
      ],
    }),
    signedGraph({
      title: 'Means that detectors follow',
      description:
        'The mean of each feature as its detector sees it, in standard deviations of the training data. Beyond ±1 the centre has moved.',
      unit: '{sd}',
      queries: [
        query(
          `avg ${by(context, ...apart)} (${series('fluxora.model.drift.mean', undefined, where)})`,
          legend(q, ...apart),
        ),
      ],
    }),
  ];
}

export function distances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const name = legend(q, FEATURE);
  const distance = (title: string, description: string, record: string, unit: string): Panel =>
    graph({
      title,
      description,
      unit,
      width: 8,
      queries: [query(`max ${by(context, FEATURE)} (${recorded(context, record)})`, name)],
    });
  return [
    distance(
      'Kolmogorov–Smirnov',
      'Largest distance of the distribution functions: 0 the same, 1 apart.',
      'ks:1d',
      '',
    ),
    distance(
      'Jensen–Shannon',
      'Distance of the distributions, all bins included: 0 the same, 1 apart.',
      'jensen_shannon:1d',
      '',
    ),
    distance(
      'Wasserstein',
      'How far values moved on average, in the unit of the feature.',
      'wasserstein:1d',
      '{feature_unit}',
    ),
  ];
}

export function quality({ q }: RuleContext): readonly Panel[] {
  const { increase, sum } = createPhrases(q, 'environment');
  const where = `${q.label(MODEL)}=~"$model"`;
  const reason = 'fluxora.model.feature.invalid_reason';
  const dropped = 'fluxora.model.feature.dropped_reason';
  return [
    graph({
      title: 'Invalid values',
      description: 'Values per hour that were no number or no text, by feature and reason.',
      unit: '{value}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      width: 8,
      queries: [
        query(
          increase('fluxora.model.feature.invalid', { by: [FEATURE, reason], where, window: '1h' }),
          legend(q, FEATURE, reason),
        ),
      ],
    }),
    graph({
      title: 'Rows dropped by the hour',
      description: 'Rows per hour that could not be looked at, by reason.',
      unit: '{row}',
      drawnAs: 'bars',
      interval: '1h',
      width: 8,
      queries: [
        query(
          increase('fluxora.model.feature.dropped', { by: [dropped], where, window: '1h' }),
          legend(q, dropped),
        ),
      ],
    }),
    graph({
      title: 'Values that detectors have seen',
      description:
        'Values since each detector began or last detected. A detector needs some dozens before it says anything.',
      unit: '{value}',
      width: 8,
      queries: [
        query(
          sum('fluxora.model.drift.values', { by: [FEATURE, DETECTOR], where }),
          legend(q, FEATURE, DETECTOR),
        ),
      ],
    }),
  ];
}
