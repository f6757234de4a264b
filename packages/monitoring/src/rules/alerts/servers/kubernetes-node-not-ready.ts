import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { reads } from './server.ts';

const BY = ['deployment.environment.name', 'k8s.node.name'];
const METRIC = 'k8s.node.condition_ready';

export const kubernetesNodeNotReady: AlertSource = {
  name: 'KubernetesNodeNotReady',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'kubernetes-cluster'),
  for: '10m',
  labels: BY,
  summary: 'Node {{ $labels.k8s_node_name }} is not ready',
  description:
    'Kubernetes has held node {{ $labels.k8s_node_name }} for not ready, or has not heard of it, for ten minutes. Its pods are started elsewhere if there is room.',
  dashboard: 'servers',
  runbook: {
    meaning: 'The kubelet of the node does not report, or reports that it cannot run pods.',
    impact:
      'Its pods move to other nodes after five minutes, if there is room; those with volumes of the node do not.',
    diagnosis: [
      { step: 'Ask for its conditions and events: `kubectl describe node <node>`.' },
      {
        step: 'See whether it was short of memory or disk.',
        query: ({ q, scope }) =>
          `max by (${q.label('k8s.node.name')}) (${q.metric('k8s.node.condition_memory_pressure')}{${scope.selector}}) or max by (${q.label('k8s.node.name')}) (${q.metric('k8s.node.condition_disk_pressure')}{${scope.selector}})`,
      },
      {
        step: 'See what its pods lacked before.',
        query: ({ q, scope }) =>
          `topk(10, max by (${q.labels('k8s.node.name', 'k8s.pod.name')}) (${q.metric('k8s.pod.memory.working_set')}{${scope.selector}}))`,
      },
    ],
    mitigation: [
      'The machine is gone: let the cloud replace it; `kubectl delete node` when it does not come back.',
      'The kubelet hangs: restart it, or the machine.',
      'Disk pressure: remove images and logs; then enlarge the disk.',
    ],
    escalation: 'Platform owners; at once when a second node follows.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `max by (${q.labels(...BY)}) (${q.metric(METRIC)}{${scope.selector}}) < 1`,
  tests: (context) => {
    const node = { 'k8s.node.name': 'node-2' };
    const of = { 'service.name': 'kubernetes', ...node };
    return [
      {
        name: 'fires when a node is not ready or unknown',
        input: [
          series(context, METRIC, of, '1x10 -1x30'),
          series(context, METRIC, { ...of, 'k8s.node.name': 'node-1' }, '1x40'),
        ],
        alerts: [
          { at: '15m', firing: [] },
          { at: '25m', firing: [environmentLabels(context, node)] },
        ],
      },
      {
        name: 'is silent while it restarts',
        input: [series(context, METRIC, of, '1x10 0x5 1x30')],
        alerts: [{ at: '25m', firing: [] }],
      },
    ];
  },
};
