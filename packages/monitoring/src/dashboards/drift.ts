import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { clickedColumn, legend } from './parts/labels.ts';
import {
  collapsed,
  graph,
  signedGraph,
  noneIsGood,
  now,
  query,
  rising,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { createPhrases, share as shareOf } from './parts/phrases.ts';
import { environmentVariable, labelVariable } from './parts/variables.ts';

const BINS = 'fluxora.model.feature.bins';
const MODEL = 'fluxora.model.name';
const VERSION = 'fluxora.model.version';
const FEATURE = 'fluxora.model.feature.name';
const SLICE = 'fluxora.model.feature.slice';
const BIN = 'fluxora.model.feature.bin';
const DETECTOR = 'fluxora.model.drift.detector';

/** Whether models are asked what they were trained for. */
export const drift: DashboardSource = {
  name: 'drift',
  isWanted: (context) => emits(context, 'drift'),
  dashboard: (context) => ({
    title: 'Drift',
    description:
      'Whether what models are asked still looks like their training data: distances by feature over a day, bins against the baseline, what detectors said, and what data were unusable.',
    tags: ['models', 'drift'],
    audience: 'forecaster',
    variables: [
      environmentVariable(context),
      labelVariable(context, 'model', 'Model', MODEL, { metric: BINS }, 'environment'),
      labelVariable(context, 'feature', 'Feature', FEATURE, { metric: BINS }, 'environment'),
      labelVariable(context, 'slice', 'Slice', SLICE, { metric: BINS }, 'environment'),
    ],
    from: 'now-7d',
    refresh: '5m',
    rows: [
      row('Now', present(context)),
      row('Features', features(context)),
      row('Distributions', bins(context)),
      row('Detectors', detectors(context)),
      collapsed('Other distances', distances(context)),
      collapsed('Unusable data', quality(context)),
    ],
  }),
};

/** A recorded distance of the chosen features. */
function recorded({ q }: RuleContext, record: string, where = ''): string {
  const { selector } = createPhrases(q, 'environment');
  const matchers = [
    selector,
    `${q.label(MODEL)}=~"$model"`,
    `${q.label(FEATURE)}=~"$feature"`,
    `${q.label(SLICE)}=~"$slice"`,
    where,
  ].filter(Boolean);
  return `fluxora:model_feature_${record}{${matchers.join(', ')}}`;
}

const by = ({ q }: RuleContext, ...attributes: string[]): string =>
  `by (${q.labels(...attributes)})`;

function present(context: RuleContext): readonly Panel[] {
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

function features(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const apart = by(context, MODEL, VERSION, FEATURE, SLICE);
  const worst = (record: string) => now(`max ${apart} (${recorded(context, record)})`);
  return [
    table({
      title: 'Features',
      description:
        'Every feature, the most changed first. By chance: the PSI that even unchanged data exceed once in a thousand times, which is large for few values.',
      height: 9,
      queries: [
        worst('drifted:1d'),
        worst('psi:1d'),
        worst('psi_floor:1d'),
        worst('jensen_shannon:1d'),
        worst('ks:1d'),
        worst('values:increase1d'),
      ],
      columns: [
        { from: q.label(MODEL), title: 'Model' },
        { from: q.label(VERSION), title: 'Version' },
        {
          from: q.label(FEATURE),
          title: 'Feature',
          link: {
            title: 'Only this feature',
            to: `dashboard:drift?feature=${clickedColumn('Feature')}`,
          },
        },
        { from: q.label(SLICE), title: 'Slice' },
        {
          from: 'A',
          title: 'Drifted',
          values: { 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'red' } },
        },
        {
          from: 'B',
          title: 'PSI',
          unit: '',
          decimals: 3,
          steps: rising(0.1, 0.2),
          sort: 'descending',
        },
        { from: 'C', title: 'by chance', unit: '', decimals: 3 },
        { from: 'D', title: 'Jensen–Shannon', unit: '', decimals: 3 },
        { from: 'E', title: 'Kolmogorov–Smirnov', unit: '', decimals: 3 },
        { from: 'F', title: 'Values', unit: '{value}', decimals: 0 },
      ],
    }),
    {
      kind: 'heatmap',
      title: 'PSI over time',
      description:
        'Every feature as a line of cells: bright where it differs from training. Many at once: the season, or a broken source.',
      width: 12,
      height: 8,
      unit: '',
      queries: [
        {
          expr: `max ${by(context, FEATURE)} (${recorded(context, 'psi:1d')})`,
          legend: legend(q, FEATURE),
          format: 'time_series',
        },
      ],
    },
    graph({
      title: 'PSI',
      description: 'Of each chosen feature over a day, and the limits.',
      unit: '',
      decimals: 2,
      steps: rising(0.1, 0.2),
      queries: [
        query(`max ${by(context, FEATURE)} (${recorded(context, 'psi:1d')})`, legend(q, FEATURE)),
      ],
    }),
  ];
}

function bins(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const share = `avg ${by(context, BIN)} (${recorded(context, 'share:1d')})`;
  const base = `avg ${by(context, BIN)} (${recorded(context, 'baseline_share:max')})`;
  return [
    table({
      title: 'Bins: today against training',
      description:
        'Share of values in each bin over a day, and in training. Choose one feature above. Bins are numbered from the smallest values to the largest; `__missing__` and `__other__` stand for themselves.',
      width: 12,
      height: 9,
      queries: [now(share), now(base), now(`${share} - ${base}`)],
      columns: [
        { from: q.label(BIN), title: 'Bin', sort: 'ascending' },
        { from: 'A', title: 'Today', unit: '1', decimals: 1 },
        { from: 'B', title: 'Training', unit: '1', decimals: 1 },
        {
          from: 'C',
          title: 'Difference',
          unit: '1',
          decimals: 1,
          steps: [
            { from: -Infinity, color: 'orange' },
            { from: -0.05, color: 'text' },
            { from: 0.05, color: 'orange' },
          ],
        },
      ],
    }),
    {
      kind: 'heatmap',
      title: 'Shares of bins over time',
      description:
        'Where the values of the chosen feature lie, a day back from each point. A band that wanders is drift, a jump is a new source or unit.',
      width: 12,
      height: 9,
      unit: '1',
      queries: [{ expr: share, legend: legend(q, BIN), format: 'time_series' }],
    },
  ];
}

function detectors(context: RuleContext): readonly Panel[] {
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

function distances(context: RuleContext): readonly Panel[] {
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

function quality({ q }: RuleContext): readonly Panel[] {
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
