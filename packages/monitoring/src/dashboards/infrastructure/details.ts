import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, now, query, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { INSTANCE, ofHost, onHost } from './host-queries.ts';

export function devices(context: RuleContext): readonly Panel[] {
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

export function instances(context: RuleContext): readonly Panel[] {
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
