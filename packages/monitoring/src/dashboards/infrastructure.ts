import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { clicked, legend } from './parts/labels.ts';
import {
  collapsed,
  graph,
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

const INSTANCE = 'service.instance.id';

/** Hosts, containers, processes and Node.js under the services. */
export const infrastructure: DashboardSource = {
  name: 'infrastructure',
  dashboard: (context) => ({
    title: 'Infrastructure',
    description:
      'What the services run on, as they see it themselves: hosts, containers, processes and Node.js. Servers and databases have dashboards of their own.',
    tags: ['infrastructure'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context),
      labelVariable(context, 'host', 'Host', 'host.name', { metric: 'process.uptime' }),
    ],
    rows: [
      row('Now', present(context)),
      row('Hosts', hosts(context)),
      row('Node.js', runtime(context)),
      row('Processes', processes(context)),
      collapsed('Containers', containers(context)),
      collapsed('Disks and networks', devices(context)),
      collapsed('Instances', instances(context)),
    ],
  }),
};

const onHost = ({ q }: RuleContext): string => `${q.label('host.name')}=~"$host"`;

/**
 * Of a host, not of the processes on it: every process tells of its whole host, so the sum of one process is right and the sum over
 * all of them is not.
 */
function ofHost(
  { q }: RuleContext,
  perProcess: (by: readonly string[]) => string,
  ...by: string[]
): string {
  const labels = ['host.name', ...by];
  return `max by (${q.labels(...labels)}) (${perProcess([...labels, INSTANCE])})`;
}

function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const used = `${q.label('system.memory.state')}="used"`;
  const working = `${q.label('cpu.mode')}!~"idle|iowait"`;
  const busy = ratio(
    ofHost(context, (by) => rate('system.cpu.time', { by, where: `${where}, ${working}` })),
    ofHost(context, (by) => rate('system.cpu.time', { by, where })),
  );
  return [
    stat({
      title: 'Busiest CPU',
      description:
        'Share of its CPUs that the busiest host uses. Above 90 % everything on it waits.',
      unit: '1',
      decimals: 0,
      steps: rising(0.75, 0.9),
      queries: [query(`max (${busy})`)],
    }),
    stat({
      title: 'Fullest memory',
      description: 'Share of memory in use on the fullest host.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.9),
      queries: [query(max('system.memory.utilization', { where: `${where}, ${used}` }))],
    }),
    stat({
      title: 'Fullest disk',
      description: 'Share in use of the fullest file system. Databases stop when it reaches 100 %.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.9),
      queries: [
        query(
          max('system.filesystem.utilization', {
            where: `${where}, ${q.label('system.filesystem.state')}="used", ${q.label('system.filesystem.mode')}!="ro"`,
          }),
        ),
      ],
    }),
    stat({
      title: 'Busiest event loop',
      description: 'Share of time in which the event loop of the busiest process computes.',
      unit: '1',
      decimals: 0,
      steps: rising(0.7, 0.9),
      queries: [query(max('nodejs.eventloop.utilization', { where }))],
    }),
    stat({
      title: 'Instances',
      description: 'Processes that report.',
      unit: '{instance}',
      queries: [query(`count (${series('process.uptime', undefined, where)})`)],
    }),
    stat({
      title: 'Started lately',
      description:
        'Processes that started within the last quarter of an hour: a deployment, a scale-up, or crashes.',
      unit: '{instance}',
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'blue' },
      ],
      queries: [
        query(
          `count (${series('process.uptime', undefined, where)} < 900) or ${sum('process.uptime', { where })} * 0`,
        ),
      ],
    }),
  ];
}

function hosts(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, max, series } = createPhrases(q);
  const where = onHost(context);
  const by = ['host.name'];
  const mode = q.label('cpu.mode');
  const cpu = (matcher = '') =>
    ofHost(context, (labels) => rate('system.cpu.time', { by: labels, where: where + matcher }));
  const busy = ratio(cpu(`, ${mode}!~"idle|iowait"`), cpu());
  const memory = max('system.memory.utilization', {
    by,
    where: `${where}, ${q.label('system.memory.state')}="used"`,
  });
  const disk = max('system.filesystem.utilization', {
    by,
    where: `${where}, ${q.label('system.filesystem.state')}="used", ${q.label('system.filesystem.mode')}!="ro"`,
  });
  const load = max('fluxora.system.load', {
    by,
    where: `${where}, ${q.label('fluxora.system.load.period')}="5m"`,
  });
  const name = legend(q, ...by);
  return [
    table({
      title: 'Hosts',
      description:
        'Every host, the busiest first. A load above the number of CPUs means that something waits for them.',
      height: 6,
      queries: [
        now(busy),
        now(max('system.cpu.logical.count', { by, where })),
        now(load),
        now(memory),
        now(max('system.memory.limit', { by, where })),
        now(disk),
        now(max('system.uptime', { by, where })),
      ],
      columns: [
        { from: q.label('host.name'), title: 'Host' },
        {
          from: 'A',
          title: 'CPU',
          unit: '1',
          decimals: 0,
          steps: rising(0.75, 0.9),
          sort: 'descending',
        },
        { from: 'B', title: 'CPUs', unit: '{cpu}' },
        { from: 'C', title: 'Load', unit: '{thread}', decimals: 2 },
        { from: 'D', title: 'Memory', unit: '1', decimals: 0, steps: rising(0.8, 0.9) },
        { from: 'E', title: 'of', unit: 'By' },
        { from: 'F', title: 'Fullest disk', unit: '1', decimals: 0, steps: rising(0.8, 0.9) },
        { from: 'G', title: 'Up since', unit: 's', decimals: 1 },
      ],
    }),
    graph({
      title: 'CPU',
      description: 'Share of its CPUs that each host uses.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.75, 0.9),
      queries: [query(busy, name)],
    }),
    graph({
      title: 'Memory',
      description: 'Share of memory in use on each host, without what the kernel would give back.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.8, 0.9),
      queries: [query(memory, name)],
    }),
    graph({
      title: 'Disk',
      description:
        'Share in use of the fullest file system of each host, and where its course of the last six hours leads within a day.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.8, 0.9),
      series: [{ name: '/in a day/', isDashed: true }],
      queries: [
        query(disk, name),
        query(
          `max by (${q.labels(...by)}) (predict_linear(${series(
            'system.filesystem.utilization',
            undefined,
            `${where}, ${q.label('system.filesystem.state')}="used", ${q.label('system.filesystem.mode')}!="ro"`,
          )}[6h], 86400))`,
          `${name} in a day`,
        ),
      ],
    }),
    graph({
      title: 'CPU by kind of work',
      description:
        'CPUs in use by what for. `iowait`: waiting for disks. `steal`: other guests of the machine take them.',
      unit: '{cpu}',
      isStacked: true,
      queries: [
        query(
          `sum by (${mode}) (${ofHost(context, (labels) => rate('system.cpu.time', { by: labels, where: `${where}, ${mode}!="idle"` }), 'cpu.mode')})`,
          legend(q, 'cpu.mode'),
        ),
      ],
    }),
    graph({
      title: 'Paging',
      description:
        'Major page faults per second by host: memory that had to be read from a disk. Steadily above 0, the host has too little memory.',
      unit: '{fault}/s',
      queries: [
        query(
          ofHost(context, (labels) =>
            rate('system.paging.faults', {
              by: labels,
              where: `${where}, ${q.label('system.paging.fault.type')}="major"`,
            }),
          ),
          name,
        ),
      ],
    }),
  ];
}

function runtime(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name'];
  const name = legend(q, ...by);
  const perInstance = { by: [...by, INSTANCE], where };
  const links = [
    { title: 'The service', to: `dashboard:service?service=${clicked(q, 'service.name')}` },
  ];
  return [
    graph({
      title: 'Event loop',
      description:
        'Share of time in which the event loop of the busiest instance computes. Above 90 % requests wait for one another.',
      unit: '1',
      max: 1,
      steps: rising(0.7, 0.9),
      queries: [query(max('nodejs.eventloop.utilization', { by, where }), name)],
      links,
    }),
    graph({
      title: 'Event loop delay',
      description:
        '99th percentile of how late the event loop is, of the worst instance. Above 100 ms something computes too long at a time.',
      unit: 's',
      steps: rising(0.1, 0.5),
      queries: [query(max('nodejs.eventloop.delay.p99', { by, where }), name)],
      links,
    }),
    graph({
      title: 'Heap',
      description:
        'Share of its limit that the heap of the fullest instance takes. Near 100 % the process dies.',
      unit: '1',
      max: 1,
      steps: rising(0.8, 0.9),
      queries: [
        query(
          `max by (${q.labels(...by)}) (${sum('v8js.memory.heap.used', perInstance)} / ${sum('fluxora.v8js.memory.heap.limit', perInstance)})`,
          name,
        ),
      ],
      links,
    }),
    graph({
      title: 'Garbage collection',
      description:
        'Share of time that instances spend on collecting garbage, on average. Above 5 % the heap is too small or too much is allocated.',
      unit: '1',
      steps: rising(0.05, 0.1),
      queries: [
        query(
          `${rate('v8js.gc.duration', { by, where }, 'sum')} / count by (${q.labels(...by)}) (${series('process.uptime', undefined, where)})`,
          name,
        ),
      ],
      links,
    }),
  ];
}

function processes(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'CPU of processes',
      description: 'CPUs in use by all processes of a service.',
      unit: '{cpu}',
      width: 8,
      isStacked: true,
      queries: [query(rate('process.cpu.time', { by, where }), name)],
    }),
    graph({
      title: 'Memory of processes',
      description: 'Resident memory of all processes of a service.',
      unit: 'By',
      width: 8,
      isStacked: true,
      queries: [query(sum('process.memory.usage', { by, where }), name)],
    }),
    graph({
      title: 'File descriptors',
      description:
        'Share of its limit that the process with the most open files and sockets has taken. One that only rises is a leak.',
      unit: '1',
      width: 8,
      steps: rising(0.7, 0.9),
      queries: [
        query(
          `max by (${q.labels(...by)}) (${series('process.unix.file_descriptor.count', undefined, where)} / ${series('fluxora.process.unix.file_descriptor.limit', undefined, where)})`,
          name,
        ),
      ],
    }),
  ];
}

function containers(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum, increase } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name', 'host.name'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'CPU of containers',
      description: 'CPUs in use by each container, and its limit, if it has one.',
      unit: '{cpu}',
      width: 8,
      series: [LIMIT],
      queries: [
        query(rate('container.cpu.time', { by, where }), name),
        query(sum('fluxora.container.cpu.limit', { by, where }), `${name} limit`),
      ],
    }),
    graph({
      title: 'Throttling',
      description:
        'Share of periods in which a container wanted more CPU than its limit. Above 25 % its answers get slow: raise the limit.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.1, 0.25),
      queries: [
        query(
          share(
            rate('fluxora.container.cpu.throttled_periods', { by, where }),
            rate('fluxora.container.cpu.periods', { by, where }),
          ),
          name,
        ),
      ],
    }),
    graph({
      title: 'Memory of containers',
      description: 'Working set of each container, and its limit: what comes near it is killed.',
      unit: 'By',
      width: 8,
      series: [LIMIT],
      queries: [
        query(sum('container.memory.working_set', { by, where }), name),
        query(sum('fluxora.container.memory.limit', { by, where }), `${name} limit`),
      ],
    }),
    stat({
      title: 'Killed for memory',
      description:
        'Processes that the kernel killed in containers over the time range, since they took too much memory.',
      unit: '{process}',
      width: 8,
      steps: noneIsGood,
      queries: [now(increase('fluxora.container.memory.oom_kills', { where, window: '$__range' }))],
    }),
    graph({
      title: 'Reads and writes of containers',
      description: 'Bytes per second that containers read from and write to disks.',
      unit: 'By/s',
      width: 16,
      height: 6,
      queries: [
        query(
          rate('container.disk.io', { by: [...by, 'disk.io.direction'], where }),
          legend(q, ...by, 'disk.io.direction'),
        ),
      ],
    }),
  ];
}

function devices(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate } = createPhrases(q);
  const where = onHost(context);
  const disk = ['system.device.name', 'disk.io.direction'];
  const card = ['network.interface.name', 'network.io.direction'];
  const perHost = (metric: string, ...by: string[]) =>
    ofHost(context, (labels) => rate(metric, { by: labels, where }), ...by);
  return [
    graph({
      title: 'Disk throughput',
      description: 'Bytes per second by device and direction.',
      unit: 'By/s',
      queries: [query(perHost('system.disk.io', ...disk), legend(q, 'host.name', ...disk))],
    }),
    graph({
      title: 'Disk busy',
      description: 'Share of time in which a device has work. Near 100 % it is the bottleneck.',
      unit: '1',
      max: 1,
      queries: [
        query(
          perHost('system.disk.io_time', 'system.device.name'),
          legend(q, 'host.name', 'system.device.name'),
        ),
      ],
    }),
    graph({
      title: 'Network throughput',
      description: 'Bytes per second by interface and direction.',
      unit: 'By/s',
      queries: [query(perHost('system.network.io', ...card), legend(q, 'host.name', ...card))],
    }),
    graph({
      title: 'Network errors and drops',
      description:
        'Packets per second that were broken or thrown away. Anything but 0 over minutes is worth a question to whoever runs the network.',
      unit: '{packet}/s',
      queries: [
        query(
          perHost('system.network.packet.dropped', ...card),
          `${legend(q, 'host.name', ...card)} dropped`,
        ),
      ],
    }),
  ];
}

function instances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { series, rate, sum } = createPhrases(q);
  const where = onHost(context);
  const places = [
    'service.version',
    'host.name',
    'cloud.region',
    'cloud.availability_zone',
    'k8s.node.name',
    'k8s.pod.name',
  ];
  const by = ['service.name', INSTANCE];
  return [
    table({
      title: 'Where instances run',
      description:
        'Every process: where it runs, in which version, since when. What is empty, nobody told: no cloud, no Kubernetes.',
      queries: [
        now(
          `min by (${q.labels(...by, ...places)}) (${series('process.uptime', undefined, where)})`,
        ),
      ],
      columns: [
        { from: q.label('service.name'), title: 'Service', sort: 'ascending' },
        { from: q.label(INSTANCE), title: 'Instance' },
        { from: q.label('service.version'), title: 'Version' },
        { from: q.label('host.name'), title: 'Host' },
        { from: q.label('cloud.region'), title: 'Region' },
        { from: q.label('cloud.availability_zone'), title: 'Zone' },
        { from: q.label('k8s.node.name'), title: 'Node' },
        { from: q.label('k8s.pod.name'), title: 'Pod' },
        { from: 'A', title: 'Up since', unit: 's', decimals: 1 },
      ],
    }),
    graph({
      title: 'CPU by instance',
      description: 'CPUs in use by each process.',
      unit: '{cpu}',
      queries: [query(rate('process.cpu.time', { by, where }), legend(q, ...by))],
    }),
    graph({
      title: 'Memory by instance',
      description: 'Resident memory of each process. A line that only rises is a leak.',
      unit: 'By',
      queries: [query(sum('process.memory.usage', { by, where }), legend(q, ...by))],
    }),
  ];
}
