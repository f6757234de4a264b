import type { RuleContext } from '../../rules/recording-source.ts';
import { serverErrors } from '../../rules/recording/server-errors.ts';
import type { Panel } from '../dashboard-source.ts';
import { countAlerts } from '../parts/alerts.ts';
import { emits } from '../parts/emits.ts';
import { clickedColumn } from '../parts/labels.ts';
import { noneIsGood, now, query, rising, stat, table } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { HEALTH_VALUES } from '../parts/styles.ts';
import { BY, DURATION } from './http-names.ts';

export function present(context: RuleContext): readonly Panel[] {
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

export function services(context: RuleContext): Panel {
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
