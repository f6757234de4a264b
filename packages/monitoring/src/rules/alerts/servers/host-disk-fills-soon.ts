import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';
import { BY_SERVER, reads, serverSelector } from './server.ts';

const BY = [...BY_SERVER, 'system.filesystem.mountpoint'];
const USAGE = 'system.filesystem.usage';

export const hostDiskFillsSoon: AlertSource = {
  name: 'HostDiskFillsSoon',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'host'),
  for: '30m',
  labels: BY,
  summary:
    '{{ $labels.service_instance_id }}: {{ $labels.system_filesystem_mountpoint }} is full within a day',
  description:
    'If {{ $labels.system_filesystem_mountpoint }} of {{ $labels.service_instance_id }} goes on filling as in the last six hours, it is full within a day.',
  dashboard: 'servers',
  thresholds: ['diskFillHorizon', 'diskFreeShare'],
  runbook: {
    meaning:
      'A line through the free space of the last six hours reaches zero within a day, and less than a third is free already.',
    impact:
      'None yet. A full disk stops databases, Prometheus and logs, often in a way that needs hands to mend.',
    diagnosis: [
      {
        step: 'See how it fills: steadily, in steps (a nightly job), or since a deployment.',
        query: (context) =>
          `min by (${context.q.labels(...BY)}) (${context.q.metric(USAGE)}{${serverSelector(context, 'host')}, ${context.q.label('system.filesystem.state')}="free"})`,
      },
      { step: 'Find what grows: `du -xh --max-depth=2 <mount point> | sort -h | tail -20`.' },
      {
        step: 'Nothing grows, and it fills still: files that were deleted while open. `lsof +L1`.',
      },
    ],
    mitigation: [
      'Logs: rotate them. Container images: `docker image prune`. Core dumps: remove them.',
      'Prometheus, Loki or Tempo: shorten their retention in the definition.',
      'PostgreSQL: look for a replication slot that nobody reads.',
      'Real need: enlarge the volume.',
    ],
    escalation: 'Platform owners in working hours; at once below 5 % free.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q } = context;
    const where = serverSelector(context, 'host');
    const by = q.labels(...BY);
    const free = `${where}, ${q.label('system.filesystem.state')}="free"`;
    return `min by (${by}) (predict_linear(${q.metric(USAGE)}{${free}}[6h], ${limit(context, 'diskFillHorizon')})) < 0
and
  sum by (${by}) (${q.metric(USAGE)}{${free}})
  / (sum by (${by}) (${q.metric(USAGE)}{${where}}) > 0)
  < ${limit(context, 'diskFreeShare')}`;
  },
  tests: (context) => {
    const disk = {
      'service.name': 'host',
      'service.instance.id': 'db-1',
      'system.filesystem.mountpoint': '/data',
    };
    const usage = (state: string, values: string) =>
      series(context, USAGE, { ...disk, 'system.filesystem.state': state }, values);
    return [
      {
        name: 'fires when a hundredth goes every hour and a fifth is left',
        interval: '5m',
        // 1000 in all; 10 an hour would take 20 hours.
        input: [usage('free', '260-1x150'), usage('used', '740+1x150')],
        alerts: [
          { at: '30m', firing: [] },
          { at: '7h', firing: [labelsOf(context, disk)] },
        ],
      },
      {
        name: 'is silent when it stays as it is, though little is free',
        interval: '5m',
        input: [usage('free', '50x150'), usage('used', '950x150')],
        alerts: [{ at: '7h', firing: [] }],
      },
      {
        name: 'is silent when much is free, however fast it fills',
        interval: '5m',
        input: [usage('free', '900-4x100'), usage('used', '100+4x100')],
        alerts: [{ at: '6h', firing: [] }],
      },
    ];
  },
};
