import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { BY_DISK, DISK, freeShare } from './free-space.ts';

export const diskFull: AlertSource = {
  name: 'DiskFull',
  area: 'infrastructure',
  severity: 'ticket',
  per: 'platform',
  for: '10m',
  labels: BY_DISK,
  summary:
    '{{ $labels.host_name }}: {{ $labels.system_filesystem_mountpoint }} has {{ $value | humanizePercentage }} left',
  description:
    'Programs on {{ $labels.host_name }} may still write {{ $value | humanizePercentage }} of {{ $labels.system_filesystem_mountpoint }}. It does not grow fast, or DiskFillsSoon would page.',
  dashboard: 'infrastructure',
  thresholds: ['diskFree'],
  runbook: {
    meaning: 'A file system that can be written to is nearly full, and has been for ten minutes.',
    impact: 'The next larger file, dump or compaction does not fit. Databases stop taking writes.',
    diagnosis: [
      {
        step: 'See how it went over the last week.',
        query: ({ q, scope }) =>
          `min by (${q.labels(...BY_DISK)}) (${q.metric('system.filesystem.usage')}{${scope.selector}, ${q.label('system.filesystem.state')}="free"})`,
      },
      {
        step: 'See how much is kept for the superuser alone.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_DISK)}) (${q.metric('system.filesystem.usage')}{${scope.selector}, ${q.label('system.filesystem.state')}="reserved"})`,
      },
      { step: 'On the machine: `du -xh --max-depth=2 <mount point> | sort -h | tail`.' },
    ],
    mitigation: [
      'Delete what may go: old logs, images, backups that are elsewhere, too.',
      'Shorten retention: Prometheus, Loki, the journal.',
      'Enlarge the volume.',
    ],
    escalation: 'Whoever runs the machines, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => `${freeShare(context)} < ${limit(context, 'diskFree')}`,
  tests: (context) => {
    const free = (values: string, more = {}) =>
      series(
        context,
        'system.filesystem.usage',
        { ...DISK, 'system.filesystem.state': 'free', ...more },
        values,
      );
    const size = (more = {}) =>
      series(context, 'system.filesystem.limit', { ...DISK, ...more }, '1000x40');
    const { 'system.filesystem.mode': _, ...disk } = DISK;
    return [
      {
        name: 'fires when hardly anything is left, whether or not the platform tells the mode',
        input: [
          free('200x10 40x30', { 'system.filesystem.mode': '' }),
          size({ 'system.filesystem.mode': '' }),
        ],
        alerts: [
          { at: '18m', firing: [] },
          { at: '25m', firing: [environmentLabels(context, disk)] },
        ],
      },
      {
        name: 'is silent just above, and about images that are read only',
        input: [
          free('51x40'),
          size(),
          free('0x40', { 'system.filesystem.mode': 'ro', 'host.name': 'node-2' }),
          size({ 'system.filesystem.mode': 'ro', 'host.name': 'node-2' }),
        ],
        alerts: [{ at: '35m', firing: [] }],
      },
    ];
  },
};
