import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel, Row } from '../dashboard-source.ts';
import { emits } from '../parts/emits.ts';
import { clicked, legend } from '../parts/labels.ts';
import { graph, now, query, row, signedGraph, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

/** What is done without anybody asking: jobs and forecasts. */
export function work(context: RuleContext): readonly Row[] {
  const panels = [...jobs(context), ...forecasts(context)];
  return panels.length > 0 ? [row('Jobs and forecasts', panels)] : [];
}

function jobs(context: RuleContext): readonly Panel[] {
  if (!emits(context, 'jobs')) return [];
  const { q } = context;
  const { rate, max } = createPhrases(q);
  const outcome = q.label('fluxora.job.outcome');
  const schedule = 'fluxora.job.schedule.name';
  return [
    graph({
      title: 'Jobs finished',
      description:
        'Jobs that ended well and others, per second. Red without green is a backlog of failures.',
      unit: '{job}/s',
      isStacked: true,
      width: 8,
      series: [
        { name: 'ok', color: 'green' },
        { name: 'others', color: 'red' },
      ],
      queries: [
        query(rate('fluxora.job.finished', { where: `${outcome}="ok"` }), 'ok'),
        query(rate('fluxora.job.finished', { where: `${outcome}!="ok"` }), 'others'),
      ],
      links: [{ title: 'Jobs', to: 'dashboard:jobs' }],
    }),
    graph({
      title: 'Oldest waiting job',
      description:
        'How long the oldest job of each queue has waited. A line that rises steadily is a queue that nobody works on.',
      unit: 's',
      width: 8,
      queries: [
        query(
          max('fluxora.job.queue.oldest_age', { by: ['fluxora.job.queue'] }),
          legend(q, 'fluxora.job.queue'),
        ),
      ],
      links: [{ title: 'Jobs', to: 'dashboard:jobs' }],
    }),
    table({
      title: 'Schedules',
      description:
        'When each schedule runs next and when it last succeeded. A next run in the past is late.',
      width: 8,
      queries: [
        now(`${max('fluxora.job.schedule.next_run.time', { by: [schedule] })} - time()`),
        now(`time() - ${max('fluxora.job.schedule.last_success.time', { by: [schedule] })}`),
      ],
      columns: [
        { from: q.label(schedule), title: 'Schedule' },
        {
          from: 'A',
          title: 'Next run in',
          unit: 's',
          decimals: 1,
          steps: [
            { from: -Infinity, color: 'red' },
            { from: -60, color: 'green' },
          ],
        },
        { from: 'B', title: 'Last success', unit: 's', decimals: 1 },
      ],
    }),
  ];
}

function forecasts(context: RuleContext): readonly Panel[] {
  if (!emits(context, 'forecasts')) return [];
  const { q } = context;
  const { max, selector } = createPhrases(q);
  const by = ['fluxora.model.name', 'fluxora.forecast.variable'];
  return [
    graph({
      title: 'Age of the newest forecast',
      description:
        'Time since each model issued its newest forecast. It falls to 0 with every run; when it does not, nobody forecasts.',
      unit: 's',
      queries: [query(`time() - ${max('fluxora.forecast.issue.time', { by })}`, legend(q, ...by))],
      links: [
        { title: 'Forecasts', to: `dashboard:forecasts?model=${clicked(q, 'fluxora.model.name')}` },
      ],
    }),
    signedGraph({
      title: 'Skill against the baselines',
      description:
        'How much smaller the mean absolute error of the last day was than that of a baseline on the same pairs. At 0 the model is worth nothing, below it harms.',
      unit: '1',
      queries: [
        query(
          `avg by (${q.labels('fluxora.model.name', 'fluxora.forecast.baseline')}) (fluxora:forecast_skill_mae:1d{${selector}})`,
          legend(q, 'fluxora.model.name', 'fluxora.forecast.baseline'),
        ),
      ],
      links: [
        { title: 'Forecasts', to: `dashboard:forecasts?model=${clicked(q, 'fluxora.model.name')}` },
      ],
    }),
  ];
}
