import { reads } from '../rules/alerts/servers/server.ts';
import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Row } from './dashboard-source.ts';
import { legend } from './parts/labels.ts';
import { noneIsGood, query, rising, row, stat, graph } from './parts/panels.ts';
import { createPhrases, ratio, share } from './parts/phrases.ts';
import { LIMIT } from './parts/styles.ts';
import { environmentVariable } from './parts/variables.ts';
import { cloudRows } from './servers/cloud-rows.ts';
import { containerRows } from './servers/container-rows.ts';

const INSTANCE = ['service.instance.id'];

/** Databases, machines and clusters that the Collector reads; a row for each receiver that was chosen. */
export const servers: DashboardSource = {
  name: 'servers',
  isWanted: (context) => rows(context).length > 0,
  dashboard: (context) => ({
    title: 'Servers',
    description:
      'What services stand on, as those servers themselves see it: PostgreSQL, Redis, machines, containers and clouds. The other side of the dashboards Databases and Infrastructure.',
    tags: ['servers'],
    audience: 'engineer',
    variables: [environmentVariable(context)],
    rows: rows(context),
  }),
};

function rows(context: RuleContext): readonly Row[] {
  return [
    ...(reads(context, 'postgresql') ? [postgresql(context)] : []),
    ...(reads(context, 'redis') ? [redis(context)] : []),
    ...(reads(context, 'host') ? [hosts(context)] : []),
    ...containerRows(context),
    ...cloudRows(context),
  ];
}

function postgresql({ q }: RuleContext): Row {
  const { rate, sum, max, increase } = createPhrases(q, 'environment');
  const byInstance = legend(q, ...INSTANCE);
  const byDatabase = [...INSTANCE, 'postgresql.database.name'];
  const of = { by: byDatabase };
  return row('PostgreSQL', [
    stat({
      title: 'Connections used',
      description:
        'Share of max_connections that is open, on the fullest server. At 100 % new connections are refused.',
      unit: '1',
      steps: rising(0.7, 0.85),
      queries: [
        query(
          `max(${sum('postgresql.backends', { by: INSTANCE })} / ${max('postgresql.connection.max', { by: INSTANCE })})`,
        ),
      ],
    }),
    stat({
      title: 'Deadlocks',
      description: 'Transactions ended in the last hour because they waited for one another.',
      unit: '{deadlock}',
      steps: noneIsGood,
      queries: [query(increase('postgresql.deadlocks', { window: '1h' }))],
    }),
    stat({
      title: 'Size',
      description: 'All databases together.',
      unit: 'By',
      queries: [query(sum('postgresql.db_size'))],
    }),
    graph({
      title: 'Connections',
      description:
        'Open connections per database and what the server allows. A steady rise is a pool that leaks.',
      unit: '{connection}',
      series: [LIMIT],
      queries: [
        query(sum('postgresql.backends', of), legend(q, ...byDatabase)),
        query(max('postgresql.connection.max', { by: INSTANCE }), `${byInstance} limit`),
      ],
    }),
    graph({
      title: 'Transactions',
      description: 'Committed and rolled back per second. Many rollbacks are errors of services.',
      unit: '{transaction}/s',
      queries: [
        query(rate('postgresql.commits', { by: INSTANCE }), `${byInstance} committed`),
        query(rate('postgresql.rollbacks', { by: INSTANCE }), `${byInstance} rolled back`),
      ],
    }),
    graph({
      title: 'Cache hits',
      description:
        'Share of blocks found in memory. Below 99 % for long, the working set does not fit.',
      unit: '1',
      max: 1,
      queries: [
        query(
          ratio(
            rate('postgresql.blks_hit', of),
            `(${rate('postgresql.blks_hit', of)} + ${rate('postgresql.blks_read', of)})`,
          ),
          legend(q, ...byDatabase),
        ),
      ],
    }),
    graph({
      title: 'Row operations',
      description: 'Rows inserted, updated and deleted per second.',
      unit: '{row}/s',
      queries: [
        query(
          rate('postgresql.operations', { by: [...INSTANCE, 'operation'] }),
          legend(q, ...INSTANCE, 'operation'),
        ),
      ],
    }),
    graph({
      title: 'Dead rows',
      description:
        'Rows that are deleted and not yet removed, by table. What only grows is not vacuumed: a transaction that is open for hours holds it up.',
      unit: '{row}',
      queries: [
        query(
          `topk(10, ${sum('postgresql.rows', { by: ['postgresql.database.name', 'postgresql.table.name'], where: `${q.label('state')}="dead"` })})`,
          legend(q, 'postgresql.database.name', 'postgresql.table.name'),
        ),
      ],
    }),
    graph({
      title: 'Replication lag',
      description:
        'How long replicas take until they have what was written. Empty without replicas.',
      unit: 's',
      queries: [
        query(
          max('postgresql.wal.delay', { by: [...INSTANCE, 'replication_client', 'operation'] }),
          legend(q, ...INSTANCE, 'replication_client', 'operation'),
        ),
      ],
    }),
  ]);
}

function redis({ q }: RuleContext): Row {
  const { rate, sum, max } = createPhrases(q, 'environment');
  const byInstance = legend(q, ...INSTANCE);
  const by = { by: INSTANCE };
  const hits = rate('redis.keyspace.hits', by);
  return row('Redis', [
    stat({
      title: 'Clients blocked',
      description:
        'Clients that wait in a blocking call. Workers of queues do so by design; others should not.',
      unit: '{client}',
      queries: [query(sum('redis.clients.blocked'))],
    }),
    stat({
      title: 'Connections refused',
      description: 'Refused per second, because there are too many.',
      unit: '{connection}/s',
      steps: noneIsGood,
      queries: [query(rate('redis.connections.rejected'))],
    }),
    graph({
      title: 'Memory',
      description:
        'What data take, what the process takes, and the limit. No line for the limit: there is none, and the machine is it.',
      unit: 'By',
      series: [LIMIT],
      queries: [
        query(max('redis.memory.used', by), `${byInstance} data`),
        query(max('redis.memory.rss', by), `${byInstance} process`),
        query(`${max('redis.maxmemory', by)} > 0`, `${byInstance} limit`),
      ],
    }),
    graph({
      title: 'Commands',
      description: 'Commands per second.',
      unit: '{command}/s',
      queries: [query(rate('redis.commands.processed', by), byInstance)],
    }),
    graph({
      title: 'Hits',
      description: 'Share of reads that found their key. A fall sends the load to the databases.',
      unit: '1',
      max: 1,
      queries: [query(ratio(hits, `(${hits} + ${rate('redis.keyspace.misses', by)})`), byInstance)],
    }),
    graph({
      title: 'Keys expired and evicted',
      description:
        'Expired keys went by their own time. Evicted ones went because memory was full: there should be none where queues live.',
      unit: '{key}/s',
      queries: [
        query(rate('redis.keys.expired', by), `${byInstance} expired`),
        query(rate('redis.keys.evicted', by), `${byInstance} evicted`),
      ],
    }),
    graph({
      title: 'Clients',
      description: 'Connected clients. One that only rises leaks connections.',
      unit: '{client}',
      queries: [query(sum('redis.clients.connected', by), byInstance)],
    }),
    graph({
      title: 'Keys',
      description: 'Keys per database. A sudden fall is a flush or an eviction.',
      unit: '{key}',
      queries: [
        query(sum('redis.db.keys', { by: [...INSTANCE, 'db'] }), legend(q, ...INSTANCE, 'db')),
      ],
    }),
  ]);
}

function hosts({ q }: RuleContext): Row {
  const { rate, sum, max } = createPhrases(q, 'environment');
  const host = `${q.label('service.name')}="host"`;
  const by = ['host.name'];
  const byHost = legend(q, ...by);
  const busy = `${host}, ${q.label('cpu.mode')}!~"idle|iowait"`;
  const disk = [...by, 'system.filesystem.mountpoint'];
  const usage = (where: string) =>
    sum('system.filesystem.usage', { by: disk, where: `${host}${where}` });
  return row('Machines', [
    graph({
      title: 'Processor',
      description: 'Share of all cores that is busy. Near 100 %, everything on the machine waits.',
      unit: '1',
      max: 1,
      queries: [
        query(
          share(
            rate('system.cpu.time', { by, where: busy }),
            rate('system.cpu.time', { by, where: host }),
          ),
          byHost,
        ),
      ],
    }),
    graph({
      title: 'Load per core',
      description:
        'Threads that run or want to, by core, over a minute. Above 1 for long, the machine is too small.',
      unit: '{thread}',
      queries: [
        query(
          `${max('system.cpu.load_average.1m', { by })} / ${max('system.cpu.logical.count', { by, where: host })}`,
          byHost,
        ),
      ],
    }),
    graph({
      title: 'Memory used',
      description:
        'Share of memory that cannot be had at once. Above 95 % the kernel looks for somebody to end.',
      unit: '1',
      max: 1,
      queries: [
        query(
          max('system.memory.utilization', {
            by,
            where: `${host}, ${q.label('system.memory.state')}="used"`,
          }),
          byHost,
        ),
      ],
    }),
    graph({
      title: 'Disk space used',
      description: 'By mount point. A full disk stops databases.',
      unit: '1',
      max: 1,
      queries: [
        query(
          share(usage(`, ${q.label('system.filesystem.state')}="used"`), usage('')),
          legend(q, ...disk),
        ),
      ],
    }),
    graph({
      title: 'Disk traffic',
      description: 'Bytes read and written per second.',
      unit: 'By/s',
      queries: [
        query(
          rate('system.disk.io', { by: [...by, 'disk.io.direction'], where: host }),
          legend(q, ...by, 'disk.io.direction'),
        ),
      ],
    }),
    graph({
      title: 'Network traffic',
      description: 'Bytes received and sent per second, without the loopback interface.',
      unit: 'By/s',
      queries: [
        query(
          rate('system.network.io', { by: [...by, 'network.io.direction'], where: host }),
          legend(q, ...by, 'network.io.direction'),
        ),
      ],
    }),
    graph({
      title: 'Network errors and drops',
      description: 'Packets per second that did not come through. Any is worth a look.',
      unit: '{packet}/s',
      queries: [
        query(rate('system.network.errors', { by, where: host }), `${byHost} errors`),
        query(rate('system.network.packet.dropped', { by, where: host }), `${byHost} dropped`),
      ],
    }),
    graph({
      title: 'Processes',
      description: 'By state. Many that are blocked wait for a disk.',
      unit: '{process}',
      isStacked: true,
      queries: [
        query(sum('system.processes.count', { by: [...by, 'status'] }), legend(q, ...by, 'status')),
      ],
    }),
  ]);
}
