import { serverErrors } from '../rules/recording/server-errors.ts';
import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel, Row } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { clicked, clickedColumn, legend } from './parts/labels.ts';
import {
  collapsed,
  graph,
  heatmap,
  now,
  query,
  row,
  rising,
  stat,
  states,
  table,
} from './parts/panels.ts';
import { createPhrases, ratio, share } from './parts/phrases.ts';
import { LIMIT, PERCENTILES, STATUS_CLASSES, HEALTH_VALUES } from './parts/styles.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

const DURATION = 'http.server.request.duration';

/** One service, from its requests down to its instances. */
export const service: DashboardSource = {
  name: 'service',
  isWanted: (context) => emits(context, 'http'),
  dashboard: (context) => ({
    title: 'Service',
    description:
      'Rate, errors and duration of one service, by route, with the way to its traces and logs; its health, its Node.js, what it depends on, and its instances.',
    tags: ['http'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context, { metric: DURATION, part: 'count' }, { isMulti: false }),
      labelVariable(context, 'route', 'Route', 'http.route', { metric: DURATION, part: 'count' }),
      labelVariable(context, 'instance', 'Instance', 'service.instance.id', {
        metric: 'process.uptime',
      }),
    ],
    rows: [
      row('Now', present(context)),
      row('Requests', requests(context)),
      row('Routes', routes(context)),
      row('Health', health(context)),
      row('Node.js', runtime(context)),
      ...dependencies(context),
      collapsed('Weeks and months', history(context)),
      collapsed('Streams', streams(context)),
      collapsed('Instances', instances(context)),
      collapsed('Traces and logs', evidence(context)),
    ],
  }),
};

const chosenRoute = ({ q }: RuleContext): string => `${q.label('http.route')}=~"$route"`;

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum, series } = createPhrases(q);
  const where = chosenRoute(context);
  const failed = `${where}, ${serverErrors(q)}`;
  return [
    stat({
      title: 'Requests',
      description:
        'Requests answered per second, by the chosen routes. A sudden fall is as bad as errors.',
      unit: '{request}/s',
      queries: [query(rate(DURATION, { where }, 'count'))],
    }),
    stat({
      title: 'Errors',
      description:
        'Share of requests that the service failed: 5xx and broken responses, not those that the client left. Worry above 1 %.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      noValue: 'no requests',
      queries: [
        query(
          share(rate(DURATION, { where: failed }, 'count'), rate(DURATION, { where }, 'count')),
        ),
      ],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty requests are answered within this time.',
      unit: 's',
      steps: rising(0.5, 1),
      noValue: 'no requests',
      queries: [query(quantile(0.95, DURATION, { where }))],
    }),
    stat({
      title: 'In flight',
      description:
        'Requests that are being answered. Rising with a flat rate means that answers get slower.',
      unit: '{request}',
      queries: [query(sum('http.server.active_requests'))],
    }),
    stat({
      title: 'Ready instances',
      description: 'Instances whose readiness probe passes or warns, which is who gets requests.',
      unit: '{instance}',
      steps: [
        { from: -Infinity, color: 'red' },
        { from: 1, color: 'green' },
      ],
      queries: [
        query(
          sum('fluxora.health.probe.status', {
            where: `${q.label('fluxora.health.probe')}="readiness", ${q.label('fluxora.health.status')}=~"pass|warn"`,
          }),
        ),
      ],
    }),
    stat({
      title: 'Version',
      description:
        'Versions that run, with how many instances. Two at a time are a deployment under way.',
      unit: '{instance}',
      options: { textMode: 'value_and_name' },
      queries: [
        now(
          `count by (${q.labels('service.version')}) (${series('process.uptime')})`,
          legend(q, 'service.version'),
        ),
      ],
    }),
  ];
}

function requests(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, series } = createPhrases(q);
  const where = chosenRoute(context);
  const failed = `${where}, ${serverErrors(q)}`;
  const classes = `label_replace(label_replace(rate(${series(DURATION, 'count', where)}[$__rate_interval]), "class", "no answer", "", ""), "class", "\${1}xx", "${q.label('http.response.status_code')}", "(.)..")`;
  const traces = `{ resource.service.name = "\${service}" && span.http.route =~ "\${route:regex}" && kind = server }`;
  return [
    graph({
      title: 'Requests by status',
      description:
        'Requests per second by the class of their status. Red is ours to mend, yellow the clients’; what has no answer was broken off.',
      unit: '{request}/s',
      isStacked: true,
      series: STATUS_CLASSES,
      queries: [query(`sum by (class) (${classes})`, '{{class}}')],
      links: [
        { title: 'Traces', to: `traces:${traces}` },
        { title: 'Logs', to: `logs:{${q.label('service.name')}="\${service}"}` },
      ],
    }),
    graph({
      title: 'Errors by kind',
      description:
        'Failed requests per second by `error.type`: a status, or the name of the error that was thrown. A new name after a deployment points at the change.',
      unit: '{request}/s',
      isStacked: true,
      queries: [
        query(
          `${rate(DURATION, { where: failed, by: ['error.type'] }, 'count')} or on () label_replace(${rate(DURATION, { where }, 'count')} * 0, "${q.label('error.type')}", "none", "", "")`,
          legend(q, 'error.type'),
        ),
      ],
      links: [
        {
          title: 'Traces of failed requests',
          to: `traces:{ resource.service.name = "\${service}" && kind = server && status = error }`,
        },
      ],
    }),
    graph({
      title: 'Duration',
      description:
        'How long requests take: the median, and what one of 20 and one of 100 exceeds. The distance between them says whether all or few are slow.',
      unit: 's',
      series: PERCENTILES,
      queries: [
        query(quantile(0.5, DURATION, { where }), '50th percentile'),
        query(quantile(0.95, DURATION, { where }), '95th percentile'),
        query(quantile(0.99, DURATION, { where }), '99th percentile'),
      ],
      links: [
        {
          title: 'Traces of slow requests',
          to: `traces:${traces.replace(' }', ' && duration > 500ms }')}`,
        },
      ],
    }),
    heatmap({
      title: 'Durations',
      description:
        'How many requests took how long. Two bands are two kinds of requests, such as hits and misses of a cache.',
      unit: 's',
      queries: [query(rate(DURATION, { where, by: ['le'] }, 'bucket'), legend(q, 'le'))],
    }),
  ];
}

function routes(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, mean } = createPhrases(q);
  const by = ['http.request.method', 'http.route'];
  const where = chosenRoute(context);
  const choice = { by, where };
  const all = rate(DURATION, choice, 'count');
  const failed = rate(DURATION, { by, where: `${where}, ${serverErrors(q)}` }, 'count');
  const column = clickedColumn('Route');
  return [
    table({
      title: 'By route',
      description:
        'Every route of the service, the busiest first. Click a route for its traces; choose it above to see only that one.',
      queries: [
        now(all),
        now(share(failed, all)),
        now(quantile(0.5, DURATION, choice)),
        now(quantile(0.95, DURATION, choice)),
        now(mean('http.server.response.body.size', choice)),
      ],
      columns: [
        { from: q.label('http.request.method'), title: 'Method', width: 90 },
        {
          from: q.label('http.route'),
          title: 'Route',
          link: {
            title: 'Traces of the route',
            to: `traces:{ resource.service.name = "\${service}" && span.http.route = "${column}" && kind = server }`,
          },
        },
        { from: 'A', title: 'Requests', unit: '{request}/s', decimals: 2, sort: 'descending' },
        { from: 'B', title: 'Errors', unit: '1', decimals: 2, steps: rising(0.001, 0.01) },
        { from: 'C', title: 'Median', unit: 's' },
        { from: 'D', title: '95th percentile', unit: 's', steps: rising(0.5, 1) },
        { from: 'E', title: 'Response', unit: 'By' },
      ],
    }),
    graph({
      title: 'Requests by route',
      description: 'Requests per second of the ten busiest routes.',
      unit: '{request}/s',
      queries: [
        query(
          `topk(10, ${rate(DURATION, { by: ['http.route'], where }, 'count')})`,
          legend(q, 'http.route'),
        ),
      ],
      links: [routeTraces(context)],
    }),
    graph({
      title: '95th percentile by route',
      description:
        'The ten slowest routes. One that rises alone has a cause of its own; all together share one.',
      unit: 's',
      queries: [
        query(
          `topk(10, ${quantile(0.95, DURATION, { by: ['http.route'], where })})`,
          legend(q, 'http.route'),
        ),
      ],
      links: [routeTraces(context)],
    }),
  ];
}

function routeTraces({ q }: RuleContext) {
  return {
    title: 'Traces of the route',
    to: `traces:{ resource.service.name = "\${service}" && span.http.route = "${clicked(q, 'http.route')}" && kind = server }`,
  };
}

function health({ q }: RuleContext): readonly Panel[] {
  const { series, quantile } = createPhrases(q);
  const check = 'fluxora.health.check.name';
  const inState = (status: string): string =>
    `max by (${q.labels(check)}) (${series('fluxora.health.status', undefined, `${q.label('fluxora.health.status')}="${status}"`)})`;
  return [
    states({
      title: 'Checks',
      description:
        'The worst state of each health check over all instances. A critical check that fails takes the service out of traffic; one that warns does not.',
      width: 14,
      values: HEALTH_VALUES,
      queries: [query(`${inState('warn')} + 2 * ${inState('fail')}`, legend(q, check))],
    }),
    graph({
      title: 'Duration of checks',
      description:
        '95th percentile of what each check takes. One that comes near its timeout will fail next: look at what it asks.',
      unit: 's',
      width: 10,
      height: 7,
      queries: [
        query(quantile(0.95, 'fluxora.health.check.duration', { by: [check] }), legend(q, check)),
      ],
    }),
  ];
}

function runtime({ q }: RuleContext): readonly Panel[] {
  const { max, sum, rate, series } = createPhrases(q);
  const instance = 'service.instance.id';
  return [
    graph({
      title: 'Event loop',
      description:
        'Share of time in which the event loop is busy, of the busiest instance and on average. Above 90 % requests wait for one another.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.7, 0.9),
      queries: [
        query(max('nodejs.eventloop.utilization'), 'busiest'),
        query(`avg (${series('nodejs.eventloop.utilization')})`, 'average'),
      ],
    }),
    graph({
      title: 'Event loop delay',
      description:
        '99th percentile of how late the event loop is, of the worst instance. Above 100 ms something computes too long at a time.',
      unit: 's',
      width: 8,
      steps: rising(0.1, 0.5),
      queries: [query(max('nodejs.eventloop.delay.p99'), '99th percentile')],
    }),
    graph({
      title: 'Heap',
      description:
        'Heap of the fullest instance against its limit. A sawtooth is healthy; a floor that rises is a leak.',
      unit: 'By',
      width: 8,
      series: [LIMIT],
      queries: [
        query(`max (${sum('v8js.memory.heap.used', { by: [instance] })})`, 'used'),
        query(`min (${series('fluxora.v8js.memory.heap.limit')})`, 'limit'),
      ],
    }),
    graph({
      title: 'CPU',
      description: 'CPUs in use by all instances. One Node.js process computes on about one.',
      unit: '{cpu}',
      width: 8,
      queries: [query(rate('process.cpu.time'), 'used')],
    }),
    graph({
      title: 'Memory',
      description: 'Resident memory of all instances.',
      unit: 'By',
      width: 8,
      queries: [query(sum('process.memory.usage'), 'resident')],
    }),
    graph({
      title: 'Garbage collection',
      description:
        'Share of time spent on collecting garbage, by kind. Above 5 % the heap is too small or too much is allocated.',
      unit: '1',
      width: 8,
      steps: rising(0.05, 0.1),
      isStacked: true,
      queries: [
        query(
          `${rate('v8js.gc.duration', { by: ['v8js.gc.type'] }, 'sum')} / ignoring (${q.labels('v8js.gc.type')}) group_left () count (${series('process.uptime')})`,
          legend(q, 'v8js.gc.type'),
        ),
      ],
    }),
  ];
}

/** What the service asks of others, as far as some service emits it. */
function dependencies(context: RuleContext): readonly Row[] {
  const { q } = context;
  const { quantile, rate, sum } = createPhrases(q);
  const operation = ['db.system.name', 'db.operation.name'];
  const pool = 'db.client.connection.pool.name';
  const cache = 'fluxora.cache.name';
  const outcome = q.label('fluxora.cache.outcome');
  const panels = [
    emits(context, 'databases') &&
      graph({
        title: 'Database operations',
        description:
          '95th percentile of what databases take, by operation. See the dashboard Databases for more.',
        unit: 's',
        width: 8,
        queries: [
          query(
            quantile(0.95, 'db.client.operation.duration', { by: operation }),
            legend(q, ...operation),
          ),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
    emits(context, 'pools') &&
      graph({
        title: 'Waiting for connections',
        description:
          'Requests that wait for a connection of a pool. Anything that stays above 0 means a pool that is too small or queries that are too slow.',
        unit: '{request}',
        width: 8,
        queries: [
          query(sum('db.client.connection.pending_requests', { by: [pool] }), legend(q, pool)),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
    emits(context, 'caches') &&
      graph({
        title: 'Cache hits',
        description:
          'Share of look-ups that the cache answered. A fall puts its load on what is behind it.',
        unit: '1',
        width: 8,
        max: 1,
        queries: [
          query(
            ratio(
              rate('fluxora.cache.requests', { by: [cache], where: `${outcome}="hit"` }),
              rate('fluxora.cache.requests', {
                by: [cache],
                where: `${outcome}=~"hit|miss|stale"`,
              }),
            ),
            legend(q, cache),
          ),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
  ].filter((panel) => panel !== false);
  return panels.length > 0 ? [row('Dependencies', panels)] : [];
}

/** From recorded series, which last longer and cost less. */
function history({ q }: RuleContext): readonly Panel[] {
  const { selector } = createPhrases(q);
  const recorded = (name: string): string => `sum (${name}{${selector}})`;
  return [
    graph({
      title: 'Requests against the usual',
      description:
        'Requests per second, and the band in which they were at this hour of the week in the weeks before. Outside of it, something is unusual, if not wrong.',
      unit: '{request}/s',
      width: 24,
      series: [
        { name: 'requests', color: 'green' },
        { name: '/usual/', color: 'text', isDashed: true },
      ],
      queries: [
        query(recorded('service:http_requests:rate5m'), 'requests'),
        query(recorded('baseline:http_requests:lower'), 'usual, lower bound'),
        query(recorded('baseline:http_requests:upper'), 'usual, upper bound'),
      ],
    }),
    graph({
      title: 'Errors of the day',
      description: 'Share of failed requests of the day before each point.',
      unit: '1',
      interval: '1h',
      queries: [query(`max (service:http_error_ratio:rate1d{${selector}})`, 'errors')],
    }),
    graph({
      title: 'Duration of the hour',
      description:
        'Median and 95th percentile of the hour before each point. A slope over weeks is growth that nobody noticed.',
      unit: 's',
      interval: '1h',
      series: PERCENTILES,
      queries: [
        query(`max (service:http_duration_seconds:p50_1h{${selector}})`, '50th percentile'),
        query(`max (service:http_duration_seconds:p95_1h{${selector}})`, '95th percentile'),
      ],
    }),
  ];
}

function streams({ q }: RuleContext): readonly Panel[] {
  const { sum, quantile } = createPhrases(q);
  const kind = 'fluxora.http.server.stream.kind';
  return [
    graph({
      title: 'Open streams',
      description:
        'Server-sent events and upgraded connections that are open. Each holds memory until it ends.',
      unit: '{stream}',
      queries: [query(sum('fluxora.http.server.stream.active', { by: [kind] }), legend(q, kind))],
    }),
    graph({
      title: 'Duration of streams',
      description:
        'Median of how long streams stayed open. A fall means that they are cut off, as by a proxy.',
      unit: 's',
      queries: [
        query(
          quantile(0.5, 'fluxora.http.server.stream.duration', { by: [kind] }),
          legend(q, kind),
        ),
      ],
    }),
  ];
}

function instances({ q }: RuleContext): readonly Panel[] {
  const { rate, quantile, max, sum } = createPhrases(q);
  const by = ['service.instance.id'];
  const where = `${q.label('service.instance.id')}=~"$instance"`;
  const choice = { by, where };
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Requests by instance',
      description:
        'Requests per second. Uneven ones point at the load balancer or at an instance that is ill.',
      unit: '{request}/s',
      queries: [query(rate(DURATION, choice, 'count'), name)],
    }),
    graph({
      title: '95th percentile by instance',
      description:
        'One instance that is slow alone: look at its event loop and memory, or restart it.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, choice), name)],
    }),
    graph({
      title: 'Event loop by instance',
      description: 'Share of time in which the event loop is busy.',
      unit: '1',
      max: 1,
      queries: [query(max('nodejs.eventloop.utilization', choice), name)],
    }),
    graph({
      title: 'Memory by instance',
      description: 'Resident memory. A line that only rises until the instance is gone is a leak.',
      unit: 'By',
      queries: [query(sum('process.memory.usage', choice), name)],
    }),
  ];
}

function evidence({ q }: RuleContext): readonly Panel[] {
  return [
    {
      kind: 'traces',
      title: 'Failed and slow requests',
      description: 'Traces of requests that failed or took longer than half a second.',
      width: 24,
      height: 9,
      queries: [
        {
          source: 'tempo',
          expr: '{ resource.service.name = "$service" && kind = server && (status = error || duration > 500ms) }',
        },
      ],
    },
    {
      kind: 'logs',
      title: 'Warnings and errors',
      description: 'Log records of the service that warn or worse. Each leads to its trace.',
      width: 24,
      height: 10,
      queries: [
        {
          source: 'loki',
          expr: `{${q.label('service.name')}="$service"} | severity_number >= 13`,
        },
      ],
    },
  ];
}
