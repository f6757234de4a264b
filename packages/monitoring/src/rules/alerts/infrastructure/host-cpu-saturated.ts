import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { BY_HOST, HOST } from './by-host.ts';

export const hostCpuSaturated: AlertSource = {
  name: 'HostCpuSaturated',
  area: 'infrastructure',
  severity: 'ticket',
  per: 'platform',
  for: '15m',
  labels: BY_HOST,
  summary: '{{ $labels.host_name }}: the CPUs are {{ $value | humanizePercentage }} busy',
  description:
    'All CPUs of {{ $labels.host_name }} together have been busy {{ $value | humanizePercentage }} of the time for a quarter of an hour. Waiting for disks does not count.',
  dashboard: 'infrastructure',
  thresholds: ['cpuShare'],
  runbook: {
    meaning:
      'The machine has no CPU to spare. Containers without a quota take it from one another.',
    impact: 'Everything on the machine gets slower, also what is not to blame.',
    diagnosis: [
      {
        step: 'See what the CPUs do: `user` is programs, `system` the kernel for them, `steal` another virtual machine.',
        query: ({ q, scope }) =>
          `avg by (${q.labels(...BY_HOST, 'cpu.mode')}) (rate(${q.metric('system.cpu.time')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See which of our processes use most.',
        query: ({ q, scope }) =>
          `topk(10, sum by (${q.labels('service.name', 'service.instance.id', 'host.name')}) (rate(${q.metric('process.cpu.time')}{${scope.selector}}[5m])))`,
      },
      {
        step: 'See whether more threads wait than there are CPUs.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_HOST)}) (${q.metric('fluxora.system.load')}{${scope.selector}, ${q.label('fluxora.system.load.period')}="5m"}) / max by (${q.labels(...BY_HOST)}) (${q.metric('system.cpu.logical.count')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Move something to another machine, or add one.',
      'One process to blame: see its own alerts; give it a quota meanwhile.',
      '`steal`: the host of the virtual machine is overcommitted; move the machine.',
    ],
    escalation: 'Whoever runs the machines, within the working day.',
    reviewed: REVIEWED,
  },
  // One process of those on the machine speaks for it, all CPUs together or each apart.
  expr: (context) => {
    const { q, scope } = context;
    const idle = `${q.metric('system.cpu.utilization')}{${scope.selector}, ${q.label('cpu.mode')}=~"idle|iowait"}`;
    return `1 - avg by (${q.labels(...BY_HOST)}) (
  sum by (${q.labels(...BY_HOST, 'service.instance.id', 'cpu.logical_number')}) (avg_over_time(${idle}[5m]))
)
> ${limit(context, 'cpuShare')}`;
  },
  tests: (context) => {
    const share = (mode: string, values: string, more = {}) =>
      series(context, 'system.cpu.utilization', { ...HOST, 'cpu.mode': mode, ...more }, values);
    return [
      {
        name: 'fires once for a machine of which two processes tell the same',
        input: ['a', 'b'].flatMap((instance) => [
          share('idle', '0.5x10 0.01x40', { 'service.instance.id': instance }),
          share('iowait', '0.02x50', { 'service.instance.id': instance }),
          share('user', '0.48x10 0.97x40', { 'service.instance.id': instance }),
        ]),
        alerts: [
          { at: '20m', firing: [] },
          { at: '40m', firing: [environmentLabels(context, HOST)] },
        ],
      },
      {
        name: 'is silent when half of the CPUs rest, each told apart, and while disks are waited for',
        input: [
          share('idle', '0x50', { 'cpu.logical_number': '0' }),
          share('idle', '1x50', { 'cpu.logical_number': '1' }),
          share('iowait', '0x50', { 'cpu.logical_number': '0' }),
          share('iowait', '0x50', { 'cpu.logical_number': '1' }),
          share('idle', '0.01x50', { 'host.name': 'node-2' }),
          share('iowait', '0.6x50', { 'host.name': 'node-2' }),
        ],
        alerts: [{ at: '40m', firing: [] }],
      },
    ];
  },
};
