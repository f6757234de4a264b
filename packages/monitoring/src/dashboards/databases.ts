import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { legend } from './parts/labels.ts';
import {
  collapsed,
  falling,
  graph,
  heatmap,
  noneIsGood,
  now,
  query,
  rising,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { createPhrases, ratio, share } from './parts/phrases.ts';
import { LIMIT } from './parts/styles.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

const DURATION = 'db.client.operation.duration';
const POOL = 'db.client.connection.pool.name';
const CACHE = 'fluxora.cache.name';

/** Databases, pools of connections and caches as the services see them. The servers themselves are on `servers`. */
export const databases: DashboardSource = {
  name: 'databases',
  isWanted: (context) => emits(context, 'databases', 'pools', 'caches'),
  dashboard: (context) => ({
    title: 'Databases',
    description:
      'What services ask of databases, how long they wait for connections, and what caches spare them. Seen from the services: the servers themselves are on the dashboard Servers.',
    tags: ['databases'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context),
      ...(emits(context, 'databases')
        ? [
            labelVariable(context, 'system', 'Database', 'db.system.name', {
              metric: DURATION,
              part: 'count',
            }),
          ]
        : []),
    ],
    rows: [
      row('Now', present(context)),
      ...(emits(context, 'databases') ? [row('Operations', operations(context))] : []),
      ...(emits(context, 'pools') ? [row('Connections', pools(context))] : []),
      ...(emits(context, 'caches') ? [row('Caches', caches(context))] : []),
      collapsed('Instances', instances(context)),
    ],
  }),
};

const chosen = ({ q }: RuleContext): string => `${q.label('db.system.name')}=~"$system"`;

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum } = createPhrases(q);
  const where = emits(context, 'databases') ? chosen(context) : '';
  const failed = `${where}, ${q.label('error.type')}!=""`;
  const ofDatabases = () => [
    stat({
      title: 'Operations',
      description: 'Operations per second that services ask of databases.',
      unit: '{operation}/s',
      queries: [query(rate(DURATION, { where }, 'count'))],
    }),
    stat({
      title: 'Errors',
      description: 'Share of operations that failed. Worry above 1 %.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      queries: [
        query(
          share(rate(DURATION, { where: failed }, 'count'), rate(DURATION, { where }, 'count')),
        ),
      ],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty operations end within this time.',
      unit: 's',
      steps: rising(0.1, 0.5),
      queries: [query(quantile(0.95, DURATION, { where }))],
    }),
  ];
  const ofPools = () => [
    stat({
      title: 'Fullest pool',
      description:
        'Share of its connections that the busiest pool has in use. At 100 % callers wait.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.95),
      queries: [query(`max (${poolUse(context)})`)],
    }),
    stat({
      title: 'Waiting callers',
      description: 'Callers that wait for a connection, over all pools.',
      unit: '{request}',
      steps: rising(1, 10),
      queries: [query(sum('db.client.connection.pending_requests'))],
    }),
  ];
  const ofCaches = () => [
    stat({
      title: 'Cache hits',
      description: 'Share of look-ups that caches answered.',
      unit: '1',
      decimals: 0,
      steps: falling(0.5, 0.8),
      noValue: 'no look-ups',
      queries: [query(hits(context, []))],
    }),
  ];
  return [
    ...(emits(context, 'databases') ? ofDatabases() : []),
    ...(emits(context, 'pools') ? ofPools() : []),
    ...(emits(context, 'caches') ? ofCaches() : []),
  ];
}

/** By pool and service: used connections as a share of the limit. */
function poolUse({ q }: RuleContext): string {
  const { sum } = createPhrases(q);
  const by = ['service.name', POOL];
  const used = sum('db.client.connection.count', {
    by,
    where: `${q.label('db.client.connection.state')}="used"`,
  });
  return `${used} / ${sum('db.client.connection.limit', { by })}`;
}

function hits({ q }: RuleContext, by: readonly string[]): string {
  const { rate } = createPhrases(q);
  const outcome = q.label('fluxora.cache.outcome');
  return share(
    rate('fluxora.cache.requests', { by, where: `${outcome}=~"hit|stale"` }),
    rate('fluxora.cache.requests', { by, where: `${outcome}!="error"` }),
  );
}

function operations(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile } = createPhrases(q);
  const where = chosen(context);
  const by = ['db.system.name', 'db.operation.name'];
  const failed = `${where}, ${q.label('error.type')}!=""`;
  const fine = [
    'service.name',
    'db.system.name',
    'db.namespace',
    'db.collection.name',
    'db.operation.name',
  ];
  const traces = {
    title: 'Traces of the operation',
    to: `traces:{ span.db.operation.name = "\${__field.labels.${q.label('db.operation.name')}}" && kind = client }`,
  };
  return [
    graph({
      title: 'Operations by kind',
      description:
        'Operations per second by kind. More of them with the same traffic means that somebody asks in a loop.',
      unit: '{operation}/s',
      isStacked: true,
      queries: [query(rate(DURATION, { by, where }, 'count'), legend(q, ...by))],
      links: [traces],
    }),
    graph({
      title: '95th percentile of operations',
      description: 'What one of twenty operations exceeds, by kind.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, { by, where }), legend(q, ...by))],
      links: [traces],
    }),
    graph({
      title: 'Failed operations',
      description: 'Failures per second by database and error.',
      unit: '{operation}/s',
      queries: [
        query(
          `${rate(DURATION, { by: ['db.system.name', 'error.type'], where: failed }, 'count')} or on (${q.label('db.system.name')}) ${rate(DURATION, { by: ['db.system.name'], where }, 'count')} * 0`,
          legend(q, 'db.system.name', 'error.type'),
        ),
      ],
    }),
    heatmap({
      title: 'Durations of operations',
      description:
        'How many operations took how long. A second band is often a missing index or a lock.',
      unit: 's',
      queries: [query(rate(DURATION, { by: ['le'], where }, 'bucket'), legend(q, 'le'))],
    }),
    table({
      title: 'What takes the time',
      description:
        'Every kind of operation, by the share of a second that it takes per second: the first lines are worth tuning.',
      queries: [
        now(rate(DURATION, { by: fine, where }, 'sum')),
        now(rate(DURATION, { by: fine, where }, 'count')),
        now(quantile(0.95, DURATION, { by: fine, where })),
      ],
      columns: [
        { from: q.label('service.name'), title: 'Service' },
        { from: q.label('db.system.name'), title: 'Database' },
        { from: q.label('db.namespace'), title: 'Name' },
        { from: q.label('db.collection.name'), title: 'Table' },
        { from: q.label('db.operation.name'), title: 'Operation' },
        { from: 'A', title: 'Time per second', unit: 's/s', sort: 'descending' },
        { from: 'B', title: 'Operations', unit: '{operation}/s', decimals: 2 },
        { from: 'C', title: '95th percentile', unit: 's', steps: rising(0.1, 0.5) },
      ],
    }),
  ];
}

function pools(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, rate, quantile, increase } = createPhrases(q);
  const by = ['service.name', POOL];
  const name = legend(q, ...by);
  const state = 'db.client.connection.state';
  return [
    graph({
      title: 'Use of pools',
      description:
        'Used connections as a share of the limit. At 100 % every further caller waits: find slow queries before you raise it.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.8, 0.95),
      queries: [query(poolUse(context), name)],
    }),
    graph({
      title: 'Connections',
      description:
        'Connections by state over all pools. Used ones that never fall are not given back.',
      unit: '{connection}',
      width: 8,
      isStacked: true,
      series: [LIMIT],
      queries: [query(sum('db.client.connection.count', { by: [state] }), legend(q, state))],
    }),
    graph({
      title: 'Callers that wait',
      description: 'Callers that wait for a connection, by pool.',
      unit: '{request}',
      width: 8,
      queries: [query(sum('db.client.connection.pending_requests', { by }), name)],
    }),
    graph({
      title: 'Time to get a connection',
      description: '95th percentile of how long callers wait for a connection.',
      unit: 's',
      width: 8,
      queries: [query(quantile(0.95, 'db.client.connection.wait_time', { by }), name)],
    }),
    graph({
      title: 'Time with a connection',
      description:
        '95th percentile of how long a connection is kept. Long ones are transactions that wait for something else.',
      unit: 's',
      width: 8,
      queries: [query(quantile(0.95, 'db.client.connection.use_time', { by }), name)],
    }),
    graph({
      title: 'New connections',
      description:
        'Connections opened per second. Many mean that the pool throws them away: look at its idle time.',
      unit: '{connection}/s',
      width: 8,
      queries: [query(rate('db.client.connection.create_time', { by }, 'count'), name)],
    }),
    stat({
      title: 'Timeouts',
      description: 'Callers that gave up waiting for a connection, over the time range.',
      unit: '{timeout}',
      width: 24,
      height: 3,
      steps: noneIsGood,
      queries: [now(increase('db.client.connection.timeouts', { by, window: '$__range' }), name)],
    }),
  ];
}

function caches(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, rate, quantile } = createPhrases(q);
  const by = ['service.name', CACHE];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Hits',
      description:
        'Share of look-ups that each cache answered, stale ones included. A fall puts its load on what is behind it.',
      unit: '1',
      width: 8,
      max: 1,
      queries: [query(hits(context, by), name)],
    }),
    graph({
      title: 'Look-ups',
      description:
        'Look-ups per second by outcome. `coalesced`: waited for a load that another one had begun.',
      unit: '{request}/s',
      width: 8,
      isStacked: true,
      series: [
        { name: 'hit', color: 'green' },
        { name: 'stale', color: 'blue' },
        { name: 'coalesced', color: 'purple' },
        { name: 'miss', color: 'yellow' },
        { name: 'error', color: 'red' },
      ],
      queries: [
        query(
          rate('fluxora.cache.requests', { by: ['fluxora.cache.outcome'] }),
          legend(q, 'fluxora.cache.outcome'),
        ),
      ],
    }),
    graph({
      title: 'Time to load',
      description: '95th percentile of what a miss costs.',
      unit: 's',
      width: 8,
      queries: [query(quantile(0.95, 'fluxora.cache.load.duration', { by }), name)],
    }),
    graph({
      title: 'Entries',
      description: 'Entries of each cache, and the most that it keeps.',
      unit: '{entry}',
      width: 8,
      series: [LIMIT],
      queries: [
        query(sum('fluxora.cache.entry.count', { by }), name),
        query(sum('fluxora.cache.entry.limit', { by }), `${name} limit`),
      ],
    }),
    graph({
      title: 'Evictions',
      description:
        'Entries given up per second by reason. Many for `capacity` with few hits: the cache is too small.',
      unit: '{entry}/s',
      width: 8,
      queries: [
        query(
          rate('fluxora.cache.evictions', { by: [CACHE, 'fluxora.cache.eviction.reason'] }),
          legend(q, CACHE, 'fluxora.cache.eviction.reason'),
        ),
      ],
    }),
    graph({
      title: 'Time of operations',
      description:
        '95th percentile of what the cache itself takes, by operation. For one in memory microseconds, over the network milliseconds.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.95, 'fluxora.cache.operation.duration', {
            by: [CACHE, 'fluxora.cache.operation'],
          }),
          legend(q, CACHE, 'fluxora.cache.operation'),
        ),
      ],
    }),
  ];
}

function instances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, quantile, rate } = createPhrases(q);
  const instance = ['service.name', 'service.instance.id'];
  const name = legend(q, ...instance);
  return [
    ...(emits(context, 'databases')
      ? [
          graph({
            title: '95th percentile by instance',
            description:
              'Operations of one instance that are slow alone point at the instance, not at the database.',
            unit: 's',
            queries: [
              query(quantile(0.95, DURATION, { by: instance, where: chosen(context) }), name),
            ],
          }),
        ]
      : []),
    ...(emits(context, 'pools')
      ? [
          graph({
            title: 'Connections by instance',
            description:
              'Connections that each instance holds. Their sum must stay below what the server allows.',
            unit: '{connection}',
            queries: [query(sum('db.client.connection.count', { by: instance }), name)],
          }),
        ]
      : []),
    ...(emits(context, 'caches')
      ? [
          graph({
            title: 'Hits by instance',
            description:
              'Share of look-ups that caches answered, by instance. A new one begins cold.',
            unit: '1',
            max: 1,
            queries: [
              query(
                ratio(
                  rate('fluxora.cache.requests', {
                    by: instance,
                    where: `${q.label('fluxora.cache.outcome')}=~"hit|stale"`,
                  }),
                  rate('fluxora.cache.requests', { by: instance }),
                ),
                name,
              ),
            ],
          }),
        ]
      : []),
  ];
}
