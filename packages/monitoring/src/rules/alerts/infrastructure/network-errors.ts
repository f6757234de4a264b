import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { BY_HOST, HOST } from './by-host.ts';

const BY = [...BY_HOST, 'network.interface.name', 'network.io.direction'] as const;

export const networkErrors: AlertSource = {
  name: 'NetworkErrors',
  area: 'infrastructure',
  severity: 'ticket',
  per: 'platform',
  for: '15m',
  labels: BY,
  summary:
    '{{ $labels.host_name }} {{ $labels.network_interface_name }}: {{ $value | humanizePercentage }} of the packets have errors ({{ $labels.network_io_direction }})',
  description:
    'Interface {{ $labels.network_interface_name }} of {{ $labels.host_name }} found errors in {{ $value | humanizePercentage }} of its packets ({{ $labels.network_io_direction }}) for a quarter of an hour. A sound link has none.',
  dashboard: 'infrastructure',
  thresholds: ['networkErrorShare'],
  runbook: {
    meaning:
      'Packets arrive damaged or cannot be sent: cable, port, driver, or a machine that is overrun.',
    impact:
      'Connections repeat what was lost: everything over this machine gets slower and times out now and then.',
    diagnosis: [
      {
        step: 'See whether packets are dropped without an error, too: then the machine is overrun.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY)}) (rate(${q.metric('system.network.packet.dropped')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See whether it began with more traffic.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY)}) (rate(${q.metric('system.network.io')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'On the machine: `ethtool -S <interface>` and `dmesg` say which kind of error it is.',
      },
    ],
    mitigation: [
      'Move what runs there to another machine.',
      'Change cable or port; of a virtual machine: move it to another host.',
    ],
    escalation: 'Whoever runs the network, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `max by (${q.labels(...BY)})`;
    return `${by} (rate(${q.metric('system.network.errors')}{${scope.selector}}[15m]))
/
(${by} (rate(${q.metric('system.network.packet.count')}{${scope.selector}}[15m])) > 0)
> ${limit(context, 'networkErrorShare')}`;
  },
  tests: (context) => {
    const link = { ...HOST, 'network.interface.name': 'eth0', 'network.io.direction': 'receive' };
    const packets = (values: string, more = {}) =>
      series(
        context,
        'system.network.packet.count',
        { ...link, 'system.device.name': 'eth0', ...more },
        values,
      );
    const errors = (values: string, more = {}) =>
      series(context, 'system.network.errors', { ...link, ...more }, values);
    return [
      {
        name: 'fires when one packet of fifty is damaged',
        input: [packets('0+5000x60'), errors('0+100x60')],
        alerts: [
          { at: '15m', firing: [] },
          { at: '40m', firing: [environmentLabels(context, link)] },
        ],
      },
      {
        name: 'is silent about single errors, and about a link without traffic',
        input: [
          packets('0+5000x60'),
          errors('0x20 30x40'),
          packets('700x60', { 'network.interface.name': 'eth1' }),
          errors('500x60', { 'network.interface.name': 'eth1' }),
        ],
        alerts: [{ at: '45m', firing: [] }],
      },
    ];
  },
};
