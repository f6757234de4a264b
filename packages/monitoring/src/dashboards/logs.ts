import type { DashboardSource, Panel, PanelQuery } from './dashboard-source.ts';
import { collapsed, graph, row, stat } from './parts/panels.ts';
import { environmentVariable, serviceVariable } from './parts/variables.ts';

const LEVELS = [
  { name: 'fatal', numbers: ['>= 21'], color: 'purple' },
  { name: 'error', numbers: ['>= 17', '< 21'], color: 'red' },
  { name: 'warn', numbers: ['>= 13', '< 17'], color: 'yellow' },
  { name: 'info', numbers: ['>= 9', '< 13'], color: 'green' },
  { name: 'debug', numbers: ['< 9'], color: 'blue' },
] as const;

/** The chosen services. Loki names attributes as Prometheus does. */
const STREAMS = '{deployment_environment_name=~"$environment", service_name=~"$service"}';

/** Records of all services: how many, of which level, which events, and the records themselves. */
export const logs: DashboardSource = {
  name: 'logs',
  dashboard: (context) => ({
    title: 'Logs',
    description:
      'Records of services, and of whatever else the Collector reads: how many of which level, what failed, what happened, and the records with the way to their traces.',
    tags: ['logs'],
    audience: 'engineer',
    variables: [environmentVariable(context), serviceVariable(context)],
    from: 'now-1h',
    rows: [
      row('Now', present()),
      row('How many', amounts()),
      row('Errors', [
        records(
          'Errors',
          'Level error and fatal, the newest first. A click on the trace id opens the trace.',
          '| severity_number >= 17',
        ),
      ]),
      row('Events', events()),
      collapsed('All records', [records('All records', 'Every level, the newest first.', '')]),
    ],
  }),
};

const loki = (expr: string, legend?: string): PanelQuery => ({
  expr,
  source: 'loki',
  ...(legend !== undefined && { legend }),
});

const counted = (filter: string, window: string): string =>
  `count_over_time(${STREAMS} ${filter} [${window}])`;

function present(): readonly Panel[] {
  const total = (filter: string): readonly PanelQuery[] => [
    { ...loki(`sum (${counted(filter, '$__range')})`), isInstant: true },
  ];
  return [
    stat({
      title: 'Records',
      description:
        'Records that came within the time range. None at all: the way to Loki is broken.',
      unit: '{record}',
      noValue: '0',
      queries: total(''),
    }),
    stat({
      title: 'Errors now',
      description: 'Records of level error or fatal in the chosen time.',
      unit: '{record}',
      noValue: '0',
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'red' },
      ],
      queries: total('| severity_number >= 17'),
    }),
    stat({
      title: 'Masked',
      description:
        'Records in which the Collector masked a secret or personal data. The service should do so itself.',
      unit: '{record}',
      noValue: '0',
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'yellow' },
      ],
      queries: total('| redaction_masked_count > 0'),
    }),
  ];
}

function amounts(): readonly Panel[] {
  return [
    graph({
      title: 'Records by level',
      description: 'How many records of each level. A rise of errors is worth a look below.',
      unit: '{record}',
      drawnAs: 'bars',
      isStacked: true,
      series: LEVELS.map(({ name, color }) => ({ name, color })),
      queries: LEVELS.map(({ name, numbers }) =>
        loki(
          `sum (${counted(numbers.map((number) => `| severity_number ${number}`).join(' '), '$__auto')})`,
          name,
        ),
      ),
    }),
    graph({
      title: 'Records by service',
      description:
        'Who writes how much. A service that writes much more than before costs storage.',
      unit: '{record}',
      drawnAs: 'bars',
      isStacked: true,
      queries: [loki(`sum by (service_name) (${counted('', '$__auto')})`, '{{service_name}}')],
    }),
    graph({
      title: 'Bytes by service',
      description: 'What the records take, per second.',
      unit: 'By/s',
      queries: [
        loki(`sum by (service_name) (bytes_rate(${STREAMS} [$__auto]))`, '{{service_name}}'),
      ],
    }),
    graph({
      title: 'Errors by logger',
      description: 'Where in the code errors come from, the ten most.',
      unit: '{record}',
      queries: [
        loki(
          `topk(10, sum by (service_name, scope_name) (${counted('| severity_number >= 17', '$__auto')}))`,
          '{{service_name}} {{scope_name}}',
        ),
      ],
    }),
  ];
}

function events(): readonly Panel[] {
  return [
    graph({
      title: 'Events',
      description:
        'What services announce by name: changes of health, drains, deployments, ends of training, drift.',
      unit: '{event}',
      drawnAs: 'bars',
      isStacked: true,
      queries: [
        loki(
          `sum by (service_name, event_name) (${counted('| event_name!=""', '$__auto')})`,
          '{{service_name}} {{event_name}}',
        ),
      ],
    }),
    {
      ...records('Latest events', 'With their attributes: open a line.', '| event_name!=""'),
      width: 12,
      height: 8,
    },
  ];
}

function records(title: string, description: string, filter: string): Panel {
  return {
    title,
    description,
    kind: 'logs',
    width: 24,
    height: 12,
    queries: [loki(`${STREAMS} ${filter}`.trimEnd())],
    options: {
      showTime: true,
      wrapLogMessage: true,
      sortOrder: 'Descending',
      enableLogDetails: true,
    },
  };
}
