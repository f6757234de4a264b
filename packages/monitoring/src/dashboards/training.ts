import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { legend } from './parts/labels.ts';
import {
  collapsed,
  graph,
  signedGraph,
  noneIsGood,
  now,
  query,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { createPhrases } from './parts/phrases.ts';
import { OUTCOMES } from './parts/styles.ts';
import { environmentVariable, labelVariable } from './parts/variables.ts';

const RUNS = 'fluxora.model.training.runs';
const MODEL = 'fluxora.model.name';
const VERSION = 'fluxora.model.version';
const OUTCOME = 'fluxora.model.training.outcome';
const SPLIT = 'fluxora.model.training.split';

/** Training runs: did they end well, how long did they take, what came out. */
export const training: DashboardSource = {
  name: 'training',
  isWanted: (context) => emits(context, 'training'),
  dashboard: (context) => ({
    title: 'Training',
    description:
      'Training runs of models: outcomes, durations, losses, the data they were given and the figures they ended with.',
    tags: ['models'],
    audience: 'forecaster',
    variables: [
      environmentVariable(context),
      labelVariable(context, 'model', 'Model', MODEL, { metric: RUNS }, 'environment'),
      labelVariable(context, 'version', 'Version', VERSION, { metric: RUNS }, 'environment'),
    ],
    from: 'now-7d',
    refresh: '1m',
    rows: [
      row('Now', present(context)),
      row('Models', [models(context)]),
      row('Loss', loss(context)),
      row('Runs', runs(context)),
      collapsed('Data and resources', data(context)),
    ],
  }),
};

const chosen = ({ q }: RuleContext): string =>
  `${q.label(MODEL)}=~"$model", ${q.label(VERSION)}=~"$version"`;

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, increase, max } = createPhrases(q, 'environment');
  const where = chosen(context);
  const outcome = q.label(OUTCOME);
  return [
    stat({
      title: 'Running',
      description: 'Runs that train now.',
      unit: '{run}',
      queries: [query(sum('fluxora.model.training.active', { where }))],
    }),
    stat({
      title: 'Ended well',
      description: 'Runs that ended well within the time range.',
      unit: '{run}',
      decimals: 0,
      queries: [now(increase(RUNS, { where: `${where}, ${outcome}="ok"`, window: '$__range' }))],
    }),
    stat({
      title: 'Failed',
      description:
        'Runs that failed, crashed or diverged within the time range. The event in the logs says why.',
      unit: '{run}',
      decimals: 0,
      steps: noneIsGood,
      queries: [
        now(
          increase(RUNS, {
            where: `${where}, ${outcome}=~"failed|crashed|diverged"`,
            window: '$__range',
          }),
        ),
      ],
    }),
    stat({
      title: 'Since the last success',
      description: 'Time since the model that is oldest was trained with success.',
      unit: 's',
      decimals: 1,
      queries: [
        query(
          `time() - min (${max('fluxora.model.training.last_success.time', { by: [MODEL], where })})`,
        ),
      ],
    }),
    stat({
      title: 'Epochs',
      description: 'Epochs completed within the time range.',
      unit: '{epoch}',
      decimals: 0,
      queries: [now(increase('fluxora.model.training.epochs', { where, window: '$__range' }))],
    }),
    stat({
      title: 'Unusable values',
      description:
        'Losses and figures that were given and could not be recorded within the time range.',
      unit: '{value}',
      decimals: 0,
      steps: noneIsGood,
      queries: [now(increase('fluxora.model.training.unusable', { where, window: '$__range' }))],
    }),
  ];
}

function models(context: RuleContext): Panel {
  const { q } = context;
  const { max } = createPhrases(q, 'environment');
  const where = chosen(context);
  const by = [MODEL, VERSION];
  const lossOf = (split: string) =>
    max('fluxora.model.training.loss', { by, where: `${where}, ${q.label(SPLIT)}="${split}"` });
  return table({
    title: 'Models and versions',
    description:
      'What the last run of every version was given and ended with. A validation loss far above the training loss is learnt by heart.',
    height: 7,
    queries: [
      now(`time() - ${max('fluxora.model.training.last_success.time', { by, where })}`),
      now(lossOf('train')),
      now(lossOf('validation')),
      now(max('fluxora.model.training.dataset.rows', { by, where })),
      now(max('fluxora.model.training.dataset.features', { by, where })),
      now(max('fluxora.model.training.memory.peak', { by, where })),
    ],
    columns: [
      { from: q.label(MODEL), title: 'Model', sort: 'ascending' },
      { from: q.label(VERSION), title: 'Version' },
      { from: 'A', title: 'Since success', unit: 's', decimals: 1 },
      { from: 'B', title: 'Training loss', unit: '{loss}' },
      { from: 'C', title: 'Validation loss', unit: '{loss}' },
      { from: 'D', title: 'Rows', unit: '{row}' },
      { from: 'E', title: 'Features', unit: '{feature}' },
      { from: 'F', title: 'Peak memory', unit: 'By' },
    ],
  });
}

function loss(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max } = createPhrases(q, 'environment');
  const where = chosen(context);
  const by = [MODEL, VERSION];
  return [
    graph({
      title: 'Loss',
      description:
        'Loss by epoch on training data and on data held out. The second rising while the first falls: stop earlier.',
      unit: '{loss}',
      queries: [
        query(
          max('fluxora.model.training.loss', { by: [...by, SPLIT], where }),
          legend(q, ...by, SPLIT),
        ),
      ],
    }),
    graph({
      title: 'Learning rate',
      description: 'As the schedule of the run sets it.',
      unit: '{rate}',
      queries: [
        query(max('fluxora.model.training.learning_rate', { by, where }), legend(q, ...by)),
      ],
    }),
    signedGraph({
      title: 'Figures of the last run',
      description:
        'What runs ended with, as given by the code that trains: errors on data held out, say. Compare versions before a roll-out.',
      unit: '{value}',
      width: 24,
      queries: [
        query(
          max('fluxora.model.training.metric', {
            by: [...by, 'fluxora.model.training.metric.name'],
            where,
          }),
          legend(q, 'fluxora.model.training.metric.name', ...by),
        ),
      ],
    }),
  ];
}

function runs(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { increase, quantile } = createPhrases(q, 'environment');
  const where = chosen(context);
  return [
    graph({
      title: 'Runs by outcome',
      description:
        'Runs that ended within an hour. `crashed`: the process died, told at the next start.',
      unit: '{run}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      width: 8,
      series: OUTCOMES,
      queries: [
        query(
          increase(RUNS, { by: [MODEL, OUTCOME], where, window: '1h' }),
          legend(q, MODEL, OUTCOME),
        ),
      ],
    }),
    graph({
      title: 'Duration of runs',
      description: 'Median of runs that ended within six hours.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.5, 'fluxora.model.training.duration', { by: [MODEL], where, window: '6h' }),
          legend(q, MODEL),
        ),
      ],
    }),
    graph({
      title: 'Duration of epochs',
      description:
        'Median of an epoch. It rises with the data and with what else the machine does.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.5, 'fluxora.model.training.epoch.duration', {
            by: [MODEL],
            where,
            window: '1h',
          }),
          legend(q, MODEL),
        ),
      ],
    }),
  ];
}

function data(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, rate } = createPhrases(q, 'environment');
  const where = chosen(context);
  const by = [MODEL, VERSION];
  return [
    graph({
      title: 'Rows of the data set',
      description: 'What runs were given. A sudden fall is a broken source.',
      unit: '{row}',
      width: 8,
      queries: [query(max('fluxora.model.training.dataset.rows', { by, where }), legend(q, ...by))],
    }),
    graph({
      title: 'Rows per second',
      description: 'How fast runs go through their data.',
      unit: '{row}/s',
      width: 8,
      queries: [
        query(rate('fluxora.model.training.rows', { by: [MODEL], where }), legend(q, MODEL)),
      ],
    }),
    graph({
      title: 'Peak memory',
      description: 'The most memory that the process held during a run.',
      unit: 'By',
      width: 8,
      queries: [query(max('fluxora.model.training.memory.peak', { by, where }), legend(q, ...by))],
    }),
  ];
}
