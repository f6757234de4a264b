import { serverErrors } from '../rules/recording/server-errors.ts';
import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel, Row } from './dashboard-source.ts';
import { countAlerts, firingAlerts } from './parts/alerts.ts';
import { emits } from './parts/emits.ts';
import { clicked, clickedColumn, legend } from './parts/labels.ts';
import {
  bars,
  falling,
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
import { createPhrases, share } from './parts/phrases.ts';
import { HEALTH_VALUES } from './parts/styles.ts';
import { environmentVariable, serviceVariable } from './parts/variables.ts';

const DURATION = 'http.server.request.duration';
const BY = ['service.name'];

/** The whole platform on one page: is anything wrong, where, and since when. */
export const overview: DashboardSource = {
  name: 'overview',
  dashboard: (context) => ({
    title: 'Overview',
    description:
      'The whole platform as it is now: what fires, how every service does, traffic, errors, duration and saturation, jobs and forecasts. Start here.',
    tags: [],
    audience: 'engineer',
    variables: [environmentVariable(context), serviceVariable(context)],
    from: 'now-3h',
    refresh: '10s',
    rows: [
      row('Now', present(context)),
      row('Services', [services(context)]),
      row('Alerts and objectives', [alerts(context), ...objectives(context)]),
      row('Traffic, errors, duration, saturation', signals(context)),
      ...work(context),
    ],
  }),
};

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum } = createPhrases(q);
  const failed = rate(DURATION, { where: serverErrors(q) }, 'count');
  const all = rate(DURATION, {}, 'count');
  const http = [
    stat({
      title: 'Requests',
      description: 'Requests answered per second by all chosen services.',
      unit: '{request}/s',
      queries: [query(all)],
    }),
    stat({
      title: 'Errors',
      description: 'Share of requests that failed on our side. Worry above 1 %.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      noValue: 'no requests',
      queries: [query(share(failed, all))],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty requests are answered within this time.',
      unit: 's',
      steps: rising(0.5, 1),
      noValue: 'no requests',
      queries: [query(quantile(0.95, DURATION))],
    }),
  ];
  return [
    stat({
      title: 'Pages firing',
      description: 'Alerts that wake somebody up. Any is worth a look at the table below.',
      unit: '{alert}',
      steps: noneIsGood,
      queries: [query(countAlerts(q, 'severity="page"'))],
    }),
    stat({
      title: 'Tickets firing',
      description: 'Alerts that can wait for working hours.',
      unit: '{alert}',
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'yellow' },
      ],
      queries: [query(countAlerts(q, 'severity="ticket"'))],
    }),
    stat({
      title: 'Failing checks',
      description: 'Health checks that fail, over all instances.',
      unit: '{check}',
      steps: noneIsGood,
      queries: [
        query(
          sum('fluxora.health.status', { where: `${q.label('fluxora.health.status')}="fail"` }),
        ),
      ],
    }),
    ...(emits(context, 'http') ? http : []),
  ];
}

function services(context: RuleContext): Panel {
  const { q } = context;
  const { rate, quantile, sum, max, series } = createPhrases(q);
  const status = q.label('fluxora.health.status');
  const inState = (state: string): string =>
    max('fluxora.health.probe.status', {
      by: BY,
      where: `${status}="${state}", ${q.label('fluxora.health.probe')}="readiness"`,
    });
  const all = rate(DURATION, { by: BY }, 'count');
  const failed = rate(DURATION, { by: BY, where: serverErrors(q) }, 'count');
  const isServed = emits(context, 'http');
  return table({
    title: 'Services',
    description:
      'Every service at a glance. Click one for its dashboard. Up since: how long its youngest instance has run, which is short after a restart.',
    height: 6,
    queries: [
      now(`${inState('warn')} + 2 * ${inState('fail')}`),
      now(`count by (${q.labels(...BY)}) (${series('process.uptime')})`),
      now(`min by (${q.labels(...BY)}) (${series('process.uptime')})`),
      now(max('nodejs.eventloop.utilization', { by: BY })),
      now(rate('process.cpu.time', { by: BY })),
      now(sum('process.memory.usage', { by: BY })),
      ...(isServed
        ? [now(all), now(share(failed, all)), now(quantile(0.95, DURATION, { by: BY }))]
        : []),
    ],
    columns: [
      {
        from: q.label('service.name'),
        title: 'Service',
        link: { title: 'The service', to: `dashboard:service?service=${clickedColumn('Service')}` },
      },
      { from: 'A', title: 'Readiness', values: HEALTH_VALUES },
      { from: 'B', title: 'Instances', unit: '{instance}' },
      { from: 'C', title: 'Up since', unit: 's', decimals: 1 },
      ...(isServed
        ? [
            {
              from: 'G',
              title: 'Requests',
              unit: '{request}/s',
              decimals: 2,
              sort: 'descending' as const,
            },
            { from: 'H', title: 'Errors', unit: '1', decimals: 2, steps: rising(0.001, 0.01) },
            { from: 'I', title: '95th percentile', unit: 's', steps: rising(0.5, 1) },
          ]
        : []),
      { from: 'D', title: 'Event loop', unit: '1', decimals: 0, steps: rising(0.7, 0.9) },
      { from: 'E', title: 'CPUs', unit: '{cpu}', decimals: 2 },
      { from: 'F', title: 'Memory', unit: 'By' },
    ],
  });
}

function alerts({ q }: RuleContext): Panel {
  return table({
    title: 'Firing alerts',
    description:
      'What fires now, in all environments. Each has a runbook; the message that was sent links to it.',
    width: 12,
    height: 7,
    noValue: 'none',
    queries: [now(firingAlerts(q))],
    columns: [
      { from: 'severity', title: 'Severity', width: 110, sort: 'ascending' },
      { from: 'alertname', title: 'Alert' },
      { from: q.label('service.name'), title: 'Service' },
    ],
  });
}

function objectives({ q, monitoring }: RuleContext): readonly Panel[] {
  if (monitoring.slos.length === 0) return [];
  const { selector } = createPhrases(q);
  return [
    bars({
      title: 'Error budgets',
      description:
        'What is left of the error budget of every objective. Below 0 the objective is missed.',
      unit: '1',
      height: 7,
      min: 0,
      max: 1,
      decimals: 1,
      steps: falling(0.01, 0.25),
      queries: [query(`min by (slo) (slo:budget_remaining:ratio{${selector}})`, '{{slo}}')],
      links: [{ title: 'The objective', to: 'dashboard:slos?slo=${__field.labels.slo}' }],
    }),
  ];
}

function signals(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, max, series } = createPhrases(q);
  const all = rate(DURATION, { by: BY }, 'count');
  const failed = rate(DURATION, { by: BY, where: serverErrors(q) }, 'count');
  const name = legend(q, ...BY);
  const links = [
    { title: 'The service', to: `dashboard:service?service=${clicked(q, 'service.name')}` },
  ];
  const http = [
    graph({
      title: 'Requests by service',
      description: 'Requests per second by service.',
      unit: '{request}/s',
      queries: [query(all, name)],
      links,
    }),
    graph({
      title: 'Errors by service',
      description:
        'Share of requests that each service failed. The first to rise is often the cause of the rest.',
      unit: '1',
      queries: [query(share(failed, all), name)],
      links,
    }),
    graph({
      title: '95th percentile by service',
      description: 'What one of twenty requests exceeds, by service.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, { by: BY }), name)],
      links,
    }),
  ];
  return [
    ...(emits(context, 'http') ? http : []),
    graph({
      title: 'Saturation',
      description:
        'What comes first to its limit: the event loop of the busiest instance, the heap of the fullest one and the memory of the fullest host, as shares.',
      unit: '1',
      max: 1,
      steps: rising(0.8, 0.9),
      queries: [
        query(`max (${series('nodejs.eventloop.utilization')})`, 'event loop'),
        query(
          `max (sum by (${q.labels('service.instance.id')}) (${series('v8js.memory.heap.used')}) / sum by (${q.labels('service.instance.id')}) (${series('fluxora.v8js.memory.heap.limit')}))`,
          'heap',
        ),
        query(
          max('system.memory.utilization', { where: `${q.label('system.memory.state')}="used"` }),
          'memory of the host',
        ),
      ],
      links: [{ title: 'Infrastructure', to: 'dashboard:infrastructure' }],
    }),
  ];
}

/** What is done without anybody asking: jobs and forecasts. */
function work(context: RuleContext): readonly Row[] {
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
