import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { HORIZON, accuracy } from '../parts/forecasts.ts';
import { legend } from '../parts/labels.ts';
import { bars, falling, graph, now, query, signedGraph, table } from '../parts/panels.ts';
import { BASELINE, SITE, VERSION } from './attribute-names.ts';

export function byHorizon({ q }: RuleContext): readonly Panel[] {
  const by = [HORIZON];
  const skill = (baseline: string) =>
    accuracy(q, 'avg', 'skill_mae:7d', by, `${q.label(BASELINE)}="${baseline}"`);
  const columns = [
    { record: 'pairs:7d', title: 'Pairs', unit: '{pair}', decimals: 0 },
    { record: 'mae:7d', title: 'MAE', unit: '{value}' },
    { record: 'rmse:7d', title: 'RMSE', unit: '{value}' },
    { record: 'bias:7d', title: 'Bias', unit: '{value}' },
    { record: 'wape:7d', title: 'WAPE', unit: '1', decimals: 1 },
    { record: 'nmae:7d', title: 'of capacity', unit: '1', decimals: 1 },
  ];
  return [
    table({
      title: 'Errors by horizon (in $unit)',
      description:
        'Every horizon, over seven days. RMSE far above MAE: few, large errors. Bias near MAE: nearly all errors to one side, which a correction would remove. Skill: by how much the baselines were worse.',
      height: 9,
      queries: [
        ...columns.map(({ record }) => now(accuracy(q, 'avg', record, by))),
        now(skill('persistence')),
        now(skill('seasonal_naive')),
      ],
      columns: [
        { from: q.label(HORIZON), title: 'Horizon' },
        // Names of horizons do not sort as they follow one another; errors do, as a rule.
        ...columns.map(({ title, unit, decimals = 2 }, index) => ({
          from: String.fromCodePoint(65 + index),
          title,
          unit,
          decimals,
          ...(title === 'MAE' && { sort: 'ascending' as const }),
        })),
        { from: 'G', title: 'Skill (persistence)', unit: '1', decimals: 0, steps: falling(0, 0.1) },
        { from: 'H', title: 'Skill (seasonal)', unit: '1', decimals: 0, steps: falling(0, 0.1) },
      ],
    }),
    bars({
      title: 'MAE by horizon ($unit)',
      description:
        'It should grow with the horizon. A near horizon that is worse than a far one has stale inputs.',
      unit: '{value}',
      queries: [now(`sort (${accuracy(q, 'avg', 'mae:7d', by)})`, legend(q, HORIZON))],
    }),
    bars({
      title: 'Skill by horizon',
      description:
        'Against each baseline. Near horizons are where persistence is hard to beat, far ones where the season is.',
      unit: '1',
      min: -0.5,
      max: 1,
      decimals: 0,
      steps: falling(0, 0.1),
      queries: [
        now(
          `sort_desc (${accuracy(q, 'avg', 'skill_mae:7d', [HORIZON, BASELINE])})`,
          legend(q, HORIZON, BASELINE),
        ),
      ],
    }),
  ];
}

export function overTime({ q }: RuleContext): readonly Panel[] {
  const byHorizonOf = (record: string) => [
    query(accuracy(q, 'avg', record, [HORIZON]), legend(q, HORIZON)),
  ];
  return [
    graph({
      title: 'MAE over time ($unit)',
      description:
        'Mean absolute error of the day before each point, by horizon. A step up on the day of a deployment is no coincidence.',
      unit: '{value}',
      queries: byHorizonOf('mae:1d'),
    }),
    graph({
      title: 'RMSE over time ($unit)',
      description:
        'Root of the mean squared error, by horizon: it rises more than the MAE when a few errors are large.',
      unit: '{value}',
      queries: byHorizonOf('rmse:1d'),
    }),
    signedGraph({
      title: 'Bias over time ($unit)',
      description:
        'Mean error, by horizon. It should go up and down around 0; days to one side mean that the model or an input is off.',
      unit: '{value}',
      queries: byHorizonOf('bias:1d'),
    }),
    graph({
      title: 'WAPE over time',
      description:
        'Error as a share of what came, by horizon. Comparable over seasons and variables.',
      unit: '1',
      queries: byHorizonOf('wape:1d'),
    }),
    signedGraph({
      title: 'Skill against baselines',
      description:
        'By how much the error was smaller than the baseline’s, over a week. Below 0, hand out the baseline.',
      unit: '1',
      width: 24,
      steps: falling(0, 0.1),
      queries: [
        query(accuracy(q, 'avg', 'skill_mae:7d', [BASELINE]), `${legend(q, BASELINE)} MAE`),
        query(accuracy(q, 'avg', 'skill_rmse:7d', [BASELINE]), `${legend(q, BASELINE)} RMSE`),
      ],
    }),
  ];
}

export function versions({ q }: RuleContext): readonly Panel[] {
  const by = [VERSION];
  return [
    graph({
      title: 'MAE by version ($unit)',
      description:
        'Versions side by side, over a day. Compare them only where both were scored on the same targets.',
      unit: '{value}',
      queries: [query(accuracy(q, 'avg', 'mae:1d', by), legend(q, VERSION))],
    }),
    signedGraph({
      title: 'Skill by version',
      description:
        'Against the better baseline, over a week: what is left of a new version once the weather is taken out.',
      unit: '1',
      queries: [query(accuracy(q, 'min', 'skill_mae:7d', by), legend(q, VERSION))],
    }),
  ];
}

export function sites({ q }: RuleContext): readonly Panel[] {
  const of = (record: string) => accuracy(q, 'avg', `site_${record}`, [SITE]);
  return [
    table({
      title: 'Errors by site (in $unit), last day',
      description:
        'The worst sites first. Sites are told apart where the monitor has `perSite`; elsewhere there is nothing to see.',
      width: 12,
      noValue: 'sites are not told apart',
      queries: [now(of('mae:1d')), now(of('bias:1d')), now(of('wape:1d')), now(of('nmae:1d'))],
      columns: [
        { from: q.label(SITE), title: 'Site' },
        { from: 'A', title: 'MAE', unit: '{value}', decimals: 2, sort: 'descending' },
        { from: 'B', title: 'Bias', unit: '{value}', decimals: 2 },
        { from: 'C', title: 'WAPE', unit: '1', decimals: 1 },
        { from: 'D', title: 'of capacity', unit: '1', decimals: 1 },
      ],
    }),
    graph({
      title: 'MAE by site ($unit)',
      description:
        'The ten worst sites, of the day before each point. One site alone has a meter or a turbine at fault; all together, the weather.',
      unit: '{value}',
      queries: [query(`topk(10, ${of('mae:1d')})`, legend(q, SITE))],
    }),
  ];
}
