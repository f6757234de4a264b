import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { clicked, clickedColumn, legend } from './parts/labels.ts';
import { collapsed, graph, heatmap, now, query, rising, row, stat, table } from './parts/panels.ts';
import { createPhrases, share } from './parts/phrases.ts';
import { OUTCOMES, PERCENTILES } from './parts/styles.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

const DURATION = 'fluxora.model.inference.duration';
const INFERENCES = 'fluxora.model.inferences';
const MODEL = 'fluxora.model.name';
const VERSION = 'fluxora.model.version';
const OUTCOME = 'fluxora.model.inference.outcome';

/** Models that answer: how many, how fast, how well they run. How right they are is on `forecasts`. */
export const serving: DashboardSource = {
  name: 'serving',
  isWanted: (context) => emits(context, 'serving'),
  dashboard: (context) => ({
    title: 'Model serving',
    description:
      'Models at work: inferences, errors, duration, batches and queues. How right their answers are is on the dashboard Forecasts.',
    tags: ['models'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context, { metric: INFERENCES }),
      labelVariable(context, 'model', 'Model', MODEL, { metric: INFERENCES }),
      labelVariable(context, 'version', 'Version', VERSION, { metric: INFERENCES }),
    ],
    rows: [
      row('Now', present(context)),
      row('Inferences', inferences(context)),
      row('Batches and load', load(context)),
      collapsed('Loading and what is not measured', loading(context)),
      collapsed('Instances', instances(context)),
    ],
  }),
};

const ofModel = ({ q }: RuleContext): string =>
  `${q.label(MODEL)}=~"$model", ${q.label(VERSION)}=~"$version"`;

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum, mean } = createPhrases(q);
  const where = ofModel(context);
  return [
    stat({
      title: 'Inferences',
      description: 'Calls of models that ended per second.',
      unit: '{inference}/s',
      queries: [query(rate(INFERENCES, { where }))],
    }),
    stat({
      title: 'Items',
      description: 'Rows, sites or images that models were given per second.',
      unit: '{item}/s',
      queries: [query(rate('fluxora.model.items', { where }))],
    }),
    stat({
      title: 'Errors',
      description: 'Share of inferences that failed.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      noValue: 'no inferences',
      queries: [
        query(
          share(
            rate(INFERENCES, { where: `${where}, ${q.label(OUTCOME)}="failed"` }),
            rate(INFERENCES, { where }),
          ),
        ),
      ],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty inferences end within this time.',
      unit: 's',
      steps: rising(0.5, 2),
      noValue: 'no inferences',
      queries: [query(quantile(0.95, DURATION, { where }))],
    }),
    stat({
      title: 'Items per inference',
      description: 'Mean size of a batch. Ones where dozens were possible waste the model.',
      unit: '{item}',
      decimals: 1,
      queries: [query(mean('fluxora.model.batch.size', { where }))],
    }),
    stat({
      title: 'In flight',
      description: 'Inferences that run now.',
      unit: '{inference}',
      queries: [query(sum('fluxora.model.active.count', { where }))],
    }),
  ];
}

function inferences(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile } = createPhrases(q);
  const where = ofModel(context);
  const by = [MODEL, VERSION];
  const all = rate(INFERENCES, { by, where });
  const name = legend(q, ...by);
  const links = [
    {
      title: 'Traces of the model',
      to: `traces:{ span.fluxora.model.name = "${clicked(q, MODEL)}" }`,
    },
  ];
  return [
    table({
      title: 'By model and version',
      description:
        'Every model that answers. Two versions at a time are a roll-out: compare them before you go on.',
      height: 6,
      queries: [
        now(all),
        now(share(rate(INFERENCES, { by, where: `${where}, ${q.label(OUTCOME)}="failed"` }), all)),
        now(quantile(0.5, DURATION, { by, where })),
        now(quantile(0.95, DURATION, { by, where })),
        now(rate('fluxora.model.items', { by, where })),
      ],
      columns: [
        {
          from: q.label(MODEL),
          title: 'Model',
          link: {
            title: 'How right it is',
            to: `dashboard:forecasts?model=${clickedColumn('Model')}`,
          },
        },
        { from: q.label(VERSION), title: 'Version' },
        { from: 'A', title: 'Inferences', unit: '{inference}/s', decimals: 2, sort: 'descending' },
        { from: 'B', title: 'Errors', unit: '1', decimals: 2, steps: rising(0.001, 0.01) },
        { from: 'C', title: 'Median', unit: 's' },
        { from: 'D', title: '95th percentile', unit: 's', steps: rising(0.5, 2) },
        { from: 'E', title: 'Items', unit: '{item}/s', decimals: 1 },
      ],
    }),
    graph({
      title: 'Outcomes',
      description: 'Inferences per second by how they ended.',
      unit: '{inference}/s',
      isStacked: true,
      series: OUTCOMES,
      queries: [query(rate(INFERENCES, { by: [OUTCOME], where }), legend(q, OUTCOME))],
    }),
    graph({
      title: 'Errors by kind',
      description: 'Failed inferences per second by model and error.',
      unit: '{error}/s',
      isStacked: true,
      queries: [
        query(
          `${rate('fluxora.model.inference.errors', { by: [MODEL, 'error.type'], where })} or on (${q.label(MODEL)}) ${rate(INFERENCES, { by: [MODEL], where })} * 0`,
          legend(q, MODEL, 'error.type'),
        ),
      ],
      links,
    }),
    graph({
      title: 'Duration',
      description: 'How long inferences take, over all chosen models.',
      unit: 's',
      series: PERCENTILES,
      queries: [
        query(quantile(0.5, DURATION, { where }), '50th percentile'),
        query(quantile(0.95, DURATION, { where }), '95th percentile'),
        query(quantile(0.99, DURATION, { where }), '99th percentile'),
      ],
    }),
    heatmap({
      title: 'Durations',
      description:
        'How many inferences took how long. The first call after a load is often alone at the top.',
      unit: 's',
      queries: [query(rate(DURATION, { by: ['le'], where }, 'bucket'), legend(q, 'le'))],
    }),
    graph({
      title: '95th percentile by model',
      description: 'What one of twenty inferences exceeds, by model and version.',
      unit: 's',
      width: 24,
      queries: [query(quantile(0.95, DURATION, { by, where }), name)],
      links,
    }),
  ];
}

function load(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum, max } = createPhrases(q);
  const where = ofModel(context);
  const by = [MODEL];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Items by model',
      description: 'Items per second by model: the work, whatever the batches.',
      unit: '{item}/s',
      width: 8,
      queries: [query(rate('fluxora.model.items', { by, where }), name)],
    }),
    graph({
      title: 'Size of batches',
      description: 'Median and 95th percentile of items per inference.',
      unit: '{item}',
      width: 8,
      series: PERCENTILES,
      queries: [
        query(quantile(0.5, 'fluxora.model.batch.size', { where }), '50th percentile'),
        query(quantile(0.95, 'fluxora.model.batch.size', { where }), '95th percentile'),
      ],
    }),
    graph({
      title: 'Time in the queue',
      description:
        '95th percentile of how long inferences waited before the model began, where a queue says so.',
      unit: 's',
      width: 8,
      queries: [query(quantile(0.95, 'fluxora.model.queue.duration', { by, where }), name)],
    }),
    graph({
      title: 'In flight by model',
      description: 'Inferences that run. A plateau is a limit of concurrency.',
      unit: '{inference}',
      width: 8,
      queries: [query(sum('fluxora.model.active.count', { by, where }), name)],
    }),
    graph({
      title: 'Time that models compute',
      description:
        'Seconds of inference per second: how many models compute at a time, on average.',
      unit: 's/s',
      width: 8,
      queries: [query(rate(DURATION, { by, where }, 'sum'), name)],
    }),
    graph({
      title: 'Event loop of the servers',
      description:
        'Share of time in which the event loop of the busiest instance computes. Models that compute on it block everything else.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.7, 0.9),
      queries: [
        query(
          max('nodejs.eventloop.utilization', { by: ['service.name'] }),
          legend(q, 'service.name'),
        ),
      ],
    }),
  ];
}

function loading(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { quantile, increase } = createPhrases(q);
  const where = ofModel(context);
  return [
    graph({
      title: 'Time to load a model',
      description:
        'How long loads took within an hour, by model and outcome. A service is not ready before.',
      unit: 's',
      queries: [
        query(
          quantile(0.95, 'fluxora.model.load.duration', {
            by: [MODEL, 'fluxora.model.load.outcome'],
            where,
            window: '1h',
          }),
          legend(q, MODEL, 'fluxora.model.load.outcome'),
        ),
      ],
    }),
    graph({
      title: 'Not measured',
      description:
        'Inferences per hour of which something could not be measured, by reason. See the guide on model serving.',
      unit: '{inference}',
      drawnAs: 'bars',
      interval: '1h',
      queries: [
        query(
          increase('fluxora.model.unmeasured', {
            by: [MODEL, 'fluxora.model.unmeasured.reason'],
            where,
            window: '1h',
          }),
          legend(q, MODEL, 'fluxora.model.unmeasured.reason'),
        ),
      ],
    }),
  ];
}

function instances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile } = createPhrases(q);
  const where = ofModel(context);
  const by = ['service.instance.id'];
  return [
    graph({
      title: 'Inferences by instance',
      description: 'Inferences per second.',
      unit: '{inference}/s',
      queries: [query(rate(INFERENCES, { by, where }), legend(q, ...by))],
    }),
    graph({
      title: '95th percentile by instance',
      description: 'One instance that is slow alone has neighbours or no accelerator.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, { by, where }), legend(q, ...by))],
    }),
  ];
}
