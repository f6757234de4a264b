import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const oomKilled: AlertSource = {
  name: 'OomKilled',
  area: 'infrastructure',
  severity: 'ticket',
  for: '0s',
  labels: BY_SERVICE,
  summary:
    '{{ $labels.service_name }}: the kernel killed {{ $value | humanize }} processes for want of memory',
  description:
    'Within half an hour the kernel killed {{ $value | humanize }} processes in a container of {{ $labels.service_name }}, since the container was at its memory limit.',
  dashboard: 'infrastructure',
  runbook: {
    meaning:
      'The container had no memory left, and one of its processes was killed. When it is the first one, the container ends with it, and with the counter: then RestartingRepeatedly tells it.',
    impact:
      'What that process did is lost. The rest of the container goes on, until it happens again.',
    diagnosis: [
      {
        step: 'See how memory grew before.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('container.memory.working_set')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.memory.limit')}{${scope.selector}})`,
      },
      {
        step: 'See whether our process was it: then its uptime begins anew.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'Read the log of the kernel (`dmesg`, events of the pod): it names the process and its memory.',
      },
    ],
    mitigation: [
      'Raise the memory limit.',
      'A child process (a browser, a compiler, a model server) takes it: bound it, or give it a container of its own.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  // The largest of all processes of a container, since each reports the same counter.
  expr: ({ q, scope }) =>
    `max by (${q.byService()}) (increase(${q.metric('fluxora.container.memory.oom_kills')}{${scope.selector}}[30m])) > 0`,
  tests: (context) => [
    {
      name: 'fires for half an hour after a process was killed',
      input: [series(context, 'fluxora.container.memory.oom_kills', {}, '0x10 1x60')],
      alerts: [
        { at: '9m', firing: [] },
        { at: '13m', firing: [labelsOf(context)] },
        { at: '50m', firing: [] },
      ],
    },
    {
      name: 'is silent about kills before the service started',
      input: [series(context, 'fluxora.container.memory.oom_kills', {}, '_x10 3x60')],
      alerts: [
        { at: '15m', firing: [] },
        { at: '50m', firing: [] },
      ],
    },
  ],
};
