import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { clickedColumn, legend } from '../parts/labels.ts';
import { graph, now, query, rising, table } from '../parts/panels.ts';
import { BIN, FEATURE, MODEL, SLICE, VERSION, by, recorded } from './drift-queries.ts';

export function features(context: RuleContext): readonly Panel[] {
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

export function bins(context: RuleContext): readonly Panel[] {
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
