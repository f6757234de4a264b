import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const fileDescriptorsNearLimit: AlertSource = {
  name: 'FileDescriptorsNearLimit',
  area: 'infrastructure',
  severity: 'ticket',
  for: '5m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of the file descriptors of a process are in use',
  description:
    'Process {{ $labels.service_instance_id }} of {{ $labels.service_name }} has {{ $value | humanizePercentage }} of its file descriptors open. At the limit neither files nor connections can be opened (EMFILE).',
  dashboard: 'infrastructure',
  thresholds: ['fileDescriptorShare'],
  runbook: {
    meaning:
      'Sockets and files are opened faster than they are closed, or the limit is too low for the load.',
    impact:
      'At the limit the process takes no connection, reaches no database and writes no file, until it is restarted.',
    diagnosis: [
      {
        step: 'See what keeps the event loop alive: sockets of clients, of servers, files.',
        query: ({ q, scope }) =>
          `topk(5, max by (${q.byService('service.instance.id', 'v8js.resource.type')}) (${q.metric('v8js.resource.active')}{${scope.selector}}))`,
      },
      {
        step: 'See whether it grows with the requests under way, or by itself.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (${q.metric('http.server.active_requests')}{${scope.selector}})`,
      },
      {
        step: 'See how long is left at this pace.',
        query: ({ q, scope }) =>
          `deriv(${q.metric('process.unix.file_descriptor.count')}{${scope.selector}}[1h])`,
      },
    ],
    mitigation: [
      'First aid: restart the process.',
      'Growth without load: a response body that nobody reads to its end, a file that is not closed, an agent per request.',
      'Growth with load: raise the limit (`ulimit -n`, `LimitNOFILE`), or start more processes.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `max by (${q.byService('service.instance.id')})`;
    return `${by} (${q.metric('process.unix.file_descriptor.count')}{${scope.selector}})
/
${by} (${q.metric('fluxora.process.unix.file_descriptor.limit')}{${scope.selector}})
> ${limit(context, 'fileDescriptorShare')}`;
  },
  tests: (context) => {
    const open = (values: string) =>
      series(context, 'process.unix.file_descriptor.count', {}, values);
    const room = series(context, 'fluxora.process.unix.file_descriptor.limit', {}, '1024x30');
    return [
      {
        name: 'fires when most are open',
        input: [open('100+50x30'), room],
        alerts: [
          { at: '14m', firing: [] },
          { at: '28m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent at three quarters, and without a limit',
        input: [
          open('768x30'),
          room,
          series(
            context,
            'process.unix.file_descriptor.count',
            { 'service.instance.id': 'b' },
            '90000x30',
          ),
        ],
        alerts: [{ at: '25m', firing: [] }],
      },
    ];
  },
};
