import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { BY_DISK, DISK, freeShare, leastFree } from './free-space.ts';

export const diskFillsSoon: AlertSource = {
  name: 'DiskFillsSoon',
  area: 'infrastructure',
  severity: 'page',
  per: 'platform',
  for: '15m',
  labels: BY_DISK,
  summary:
    '{{ $labels.host_name }}: {{ $labels.system_filesystem_mountpoint }} will be full within hours, {{ $value | humanizePercentage }} is left',
  description:
    'At the pace of the last three hours {{ $labels.system_filesystem_mountpoint }} on {{ $labels.host_name }} is full before the shift ends. {{ $value | humanizePercentage }} is left.',
  dashboard: 'infrastructure',
  thresholds: ['diskFullWithin', 'diskFillingFree'],
  inhibits: [{ alert: 'DiskFull', equal: BY_DISK }],
  runbook: {
    meaning:
      'A straight line through the free space of the last three hours meets zero within a few hours.',
    impact:
      'A full disk stops databases, queues and logs, and often damages what was being written. There is time to prevent it now.',
    diagnosis: [
      {
        step: 'See how the space went over the day.',
        query: ({ q, scope }) =>
          `min by (${q.labels(...BY_DISK)}) (${q.metric('system.filesystem.usage')}{${scope.selector}, ${q.label('system.filesystem.state')}="free"})`,
      },
      {
        step: 'See which process writes.',
        query: ({ q, scope }) =>
          `topk(5, sum by (${q.labels('service.name', 'service.instance.id', 'host.name')}) (rate(${q.metric('process.disk.io')}{${scope.selector}, ${q.label('disk.io.direction')}="write"}[15m])))`,
      },
      {
        step: 'On the machine: `du -xh --max-depth=2 <mount point> | sort -h | tail`, and deleted files that are still open (`lsof +L1`).',
      },
    ],
    mitigation: [
      'Delete what may go: old logs, images (`docker image prune`), temporary files.',
      'Stop what writes without need: debug logs, a dump, a job in a loop.',
      'Enlarge the volume.',
    ],
    escalation:
      'Whoever runs the machines, when less than an hour is left and nothing may be deleted.',
    reviewed: REVIEWED,
  },
  // A subquery over all processes of the machine: a restart begins a new series, and a line through two points is no trend.
  expr: (context) =>
    `${freeShare(context)} < ${limit(context, 'diskFillingFree')}
and
predict_linear((${leastFree(context)})[3h:5m], ${limit(context, 'diskFullWithin')}) < 0`,
  tests: (context) => {
    const free = (values: string, more = {}) =>
      series(
        context,
        'system.filesystem.usage',
        { ...DISK, 'system.filesystem.state': 'free', ...more },
        values,
      );
    const size = (more = {}) =>
      series(context, 'system.filesystem.limit', { ...DISK, ...more }, '1000x300');
    const { 'host.name': host, 'system.filesystem.mountpoint': mountpoint } = DISK;
    return [
      {
        name: 'fires while there are hours left, also after the process that told it was replaced',
        input: [
          free('900-3x200'),
          free('_x200 297-3x90', { 'service.instance.id': 'b' }),
          size(),
          size({ 'service.instance.id': 'b' }),
        ],
        alerts: [
          { at: '3h', firing: [] },
          {
            at: '3h45m',
            firing: [
              environmentLabels(context, {
                'host.name': host,
                'system.filesystem.mountpoint': mountpoint,
              }),
            ],
          },
        ],
      },
      {
        name: 'is silent about a slow decrease, about space that comes back, and about what cannot be written to',
        input: [
          free('300-0.1x300'),
          size(),
          free('300-2x100 100+2x100 300-2x100', { 'host.name': 'node-2' }),
          size({ 'host.name': 'node-2' }),
          free('250-1x240', { 'host.name': 'node-3', 'system.filesystem.mode': 'ro' }),
          size({ 'host.name': 'node-3', 'system.filesystem.mode': 'ro' }),
        ],
        alerts: [
          { at: '3h20m', firing: [] },
          { at: '4h', firing: [] },
        ],
      },
    ];
  },
};
