import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel, Row } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { legend } from './parts/labels.ts';
import { bars, falling, graph, signedGraph, query, row, stat } from './parts/panels.ts';
import { createPhrases, ratio } from './parts/phrases.ts';
import { distinctUsers } from './parts/users.ts';
import { environmentVariable } from './parts/variables.ts';

/** A few large numbers for those who do not run it: is it there, is it right, is it used, is it on time. */
export const executive: DashboardSource = {
  name: 'executive',
  dashboard: (context) => ({
    title: 'At a glance',
    description:
      'The platform in a few numbers: whether promises are kept, how good the forecasts are, who uses them, and whether work is done on time. Over weeks and months.',
    tags: ['business'],
    audience: 'executive',
    variables: [environmentVariable(context)],
    from: 'now-30d',
    refresh: '5m',
    rows: [
      row('Now', present(context)),
      ...promises(context),
      ...quality(context),
      ...use(context),
    ],
  }),
};

function present(context: RuleContext): readonly Panel[] {
  const { q, monitoring } = context;
  const { selector } = createPhrases(q, 'environment');
  const overWeek = (series: string): string =>
    `sum (avg_over_time(service_schedule:schedule_runs:increase1d${series}[7d]))`;
  const big = { width: 6, height: 5 };
  return [
    ...(monitoring.slos.length > 0
      ? [
          stat({
            ...big,
            title: 'Promises kept',
            description: 'Share of the service level objectives that are kept over their periods.',
            unit: '1',
            decimals: 0,
            steps: falling(0.8, 1),
            queries: [query(`avg (slo:budget_remaining:ratio{${selector}} >= bool 0)`)],
          }),
        ]
      : []),
    ...(emits(context, 'forecasts')
      ? [
          stat({
            ...big,
            title: 'Better than guessing',
            description:
              'How much smaller the error of the forecasts of a week is than that of simple baselines. 0 % would mean that nobody needs the models.',
            unit: '1',
            decimals: 0,
            steps: falling(0, 0.1),
            noValue: 'not scored yet',
            queries: [query(`avg (fluxora:forecast_skill_mae:7d{${selector}})`)],
          }),
        ]
      : []),
    ...(emits(context, 'usage')
      ? [
          stat({
            ...big,
            title: 'Users this month',
            description: 'Distinct users within thirty days, estimated to about 7 %.',
            unit: '{user}',
            decimals: 0,
            noValue: 'not counted',
            queries: [query(distinctUsers(q, '30d'))],
          }),
        ]
      : []),
    ...(emits(context, 'jobs')
      ? [
          stat({
            ...big,
            title: 'Work done on time',
            description: 'Share of the planned runs of a week that took place and ended well.',
            unit: '1',
            decimals: 1,
            steps: falling(0.95, 0.99),
            noValue: 'nothing planned',
            queries: [
              query(
                `${overWeek(`{${selector}, ${q.label('fluxora.job.outcome')}="ok"}`)} / (${overWeek(`{${selector}}`)} + (sum (avg_over_time(service_schedule:schedule_missed:increase1d{${selector}}[7d])) or vector(0)) > 0)`,
              ),
            ],
          }),
        ]
      : []),
  ];
}

function promises(context: RuleContext): readonly Row[] {
  const { q, monitoring } = context;
  if (monitoring.slos.length === 0) return [];
  const { selector } = createPhrases(q, 'environment');
  return [
    row('Promises', [
      bars({
        title: 'Room for errors',
        description:
          'What is left of what each promise allows to go wrong in its period. Below 0 it is broken.',
        unit: '1',
        min: 0,
        max: 1,
        decimals: 0,
        steps: falling(0.01, 0.25),
        queries: [query(`min by (slo) (slo:budget_remaining:ratio{${selector}})`, '{{slo}}')],
        links: [{ title: 'Details', to: 'dashboard:slos?slo=${__field.labels.slo}' }],
      }),
      signedGraph({
        title: 'What went well',
        description:
          'Share of everything counted that went well, by promise, of the day before each point.',
        unit: '1',

        decimals: 2,
        queries: [query(`1 - max by (slo) (slo:error_ratio:rate1d{${selector}})`, '{{slo}}')],
        links: [{ title: 'Details', to: 'dashboard:slos?slo=${__field.labels.slo}' }],
      }),
    ]),
  ];
}

function quality(context: RuleContext): readonly Row[] {
  if (!emits(context, 'forecasts')) return [];
  const { q } = context;
  const { selector } = createPhrases(q, 'environment');
  const by = `by (${q.labels('fluxora.model.name', 'fluxora.forecast.variable')})`;
  const name = legend(q, 'fluxora.model.name', 'fluxora.forecast.variable');
  return [
    row('Forecasts', [
      graph({
        title: 'How far forecasts were off',
        description:
          'Error as a share of what came, week by week. Lower is better; winters are harder than summers.',
        unit: '1',
        decimals: 1,
        interval: '1h',
        queries: [query(`avg ${by} (fluxora:forecast_wape:7d{${selector}})`, name)],
        links: [{ title: 'Details', to: 'dashboard:forecasts' }],
      }),
      signedGraph({
        title: 'Better than guessing, over time',
        description:
          'By how much the error was smaller than that of the better simple baseline, week by week.',
        unit: '1',

        decimals: 0,
        interval: '1h',
        queries: [query(`min ${by} (fluxora:forecast_skill_mae:7d{${selector}})`, name)],
        links: [{ title: 'Details', to: 'dashboard:forecasts' }],
      }),
    ]),
  ];
}

function use(context: RuleContext): readonly Row[] {
  const { q } = context;
  const { selector } = createPhrases(q, 'environment');
  const panels = [
    ...(emits(context, 'usage')
      ? [
          graph({
            title: 'Users',
            width: 8,
            description: 'Distinct users of the day, the week and the month before each point.',
            unit: '{user}',
            interval: '1h',
            queries: (['1d', '7d', '30d'] as const).map((window) =>
              query(distinctUsers(q, window), `within ${window}`),
            ),
            links: [{ title: 'Details', to: 'dashboard:business' }],
          }),
        ]
      : []),
    ...(emits(context, 'http')
      ? [
          graph({
            title: 'Requests',
            width: 8,
            description:
              'Requests answered per second, and the same a week earlier. The shape of a week should repeat.',
            unit: '{request}/s',
            interval: '1h',
            series: [{ name: 'a week earlier', color: 'text', isDashed: true }],
            queries: [
              query(`sum (service:http_requests:rate1h{${selector}})`, 'requests'),
              query(`sum (service:http_requests:rate1h{${selector}} offset 1w)`, 'a week earlier'),
            ],
          }),
        ]
      : []),
    ...(emits(context, 'jobs')
      ? [
          graph({
            title: 'Jobs that failed',
            width: 8,
            description: 'Share of jobs that failed, of the day before each point.',
            unit: '1',
            decimals: 1,
            interval: '1h',
            queries: [
              query(
                ratio(
                  `sum (service_job:jobs_failed:rate1d{${selector}})`,
                  `sum (service_job:jobs_finished:rate1d{${selector}})`,
                ),
                'failed',
              ),
            ],
            links: [{ title: 'Details', to: 'dashboard:jobs' }],
          }),
        ]
      : []),
  ];
  return panels.length > 0 ? [row('Use', panels)] : [];
}
