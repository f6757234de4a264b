import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, now, query, rising, table } from '../parts/panels.ts';
import { createPhrases, ratio } from '../parts/phrases.ts';
import { ofHost, onHost } from './host-queries.ts';

export function hosts(context: RuleContext): readonly Panel[] {
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
