import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { reads } from './server.ts';

const BY = [
  'deployment.environment.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
];
const METRIC = 'k8s.container.restarts';

export const kubernetesContainersRestart: AlertSource = {
  name: 'KubernetesContainersRestart',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'kubernetes-cluster'),
  for: '0s',
  keepFiringFor: '15m',
  labels: BY,
  summary:
    '{{ $labels.k8s_namespace_name }}/{{ $labels.k8s_pod_name }}: {{ $labels.k8s_container_name }} restarted {{ $value }} times',
  description:
    'Container {{ $labels.k8s_container_name }} of pod {{ $labels.k8s_pod_name }} started {{ $value }} times again within half an hour.',
  dashboard: 'servers',
  thresholds: ['containerRestarts'],
  runbook: {
    meaning:
      'The container ends again and again, by itself, by the kernel or by its liveness probe.',
    impact: 'Its pod is mostly not ready. If all pods of a deployment do so, the service is down.',
    diagnosis: [
      {
        step: 'Ask why it ended: `kubectl describe pod <pod>`; OOMKilled, Error, or a probe that failed.',
      },
      { step: 'Read its last words: `kubectl logs <pod> -c <container> --previous`.' },
      {
        step: 'See whether memory was near its limit.',
        query: ({ q, scope }) =>
          `max by (${q.labels('k8s.namespace.name', 'k8s.pod.name')}) (${q.metric('k8s.pod.memory_limit_utilization')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'OOMKilled: raise the limit, then look for what grows.',
      'It began with a deployment: `kubectl rollout undo`.',
      'The liveness probe fails: it must ask for nothing beyond the process itself.',
    ],
    escalation: 'The owners of the workload in working hours; at once when no pod of it is ready.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const restarts = `${q.metric(METRIC)}{${scope.selector}}[30m]`;
    return `max by (${q.labels(...BY)}) (max_over_time(${restarts}) - min_over_time(${restarts})) > ${limit(context, 'containerRestarts')}`;
  },
  tests: (context) => {
    const container = {
      'k8s.namespace.name': 'forecasts',
      'k8s.pod.name': 'forecast-api-7d9',
      'k8s.container.name': 'forecast-api',
    };
    const of = { 'service.name': 'kubernetes', ...container };
    return [
      {
        name: 'fires on the fourth restart within half an hour',
        input: [series(context, METRIC, of, '7x10 8x5 9x5 10x5 11x20')],
        alerts: [
          { at: '24m', firing: [] },
          { at: '30m', firing: [environmentLabels(context, container)] },
        ],
      },
      {
        name: 'is silent on restarts of long ago',
        input: [series(context, METRIC, of, '40x60')],
        alerts: [{ at: '50m', firing: [] }],
      },
    ];
  },
};
